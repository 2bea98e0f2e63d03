const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * Text of exactly `length` letters and digits from random bytes. Bytes of 248 and above are thrown
 * away, since taking them modulo 62 would make the first eight letters likelier than the rest.
 */
export function base62From(randomBytes: (count: number) => Buffer, length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 248 && text.length < length) text += ALPHABET.charAt(byte % 62)
    }
  }
  return text
}

/** A non-negative integer in base 62, left-padded with zeros to `length`. */
export function base62Of(value: number, length: number): string {
  let text = ''
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) {
    text = ALPHABET.charAt(rest % 62) + text
  }
  return text.padStart(length, '0')
}
