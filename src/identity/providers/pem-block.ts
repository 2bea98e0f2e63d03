/** One block of RFC 7468, in the one form that everybody reads. */
interface PemBlock {
  /** Such as `PUBLIC KEY`. */
  readonly label: string
  /** With the lines of 64 characters that RFC 7468 §2 asks for. */
  readonly pem: string
}

export type PemReading = PemBlock | { readonly says: string }

const BEGIN = /-----BEGIN ([A-Z0-9 ]{1,40})-----/
const BEGINS = new RegExp(BEGIN, 'g')

/**
 * The only block of a text. What stands around it is passed over (RFC 7468 §2), as are `\n` written
 * out and other ways in which copying through forms and files bends lines.
 */
export function pemBlockIn(pasted: string): PemReading {
  const text = pasted.replaceAll(/\\[rn]/g, '\n')
  const count = text.match(BEGINS)?.length ?? 0
  // Of a chain, the keys further up sign certificates; taken as keys of tokens, whoever holds one
  // could make tokens.
  if (count > 1) {
    return {
      says: 'Enter each key by itself; of a chain of certificates only the first, the signer’s own, belongs here.',
    }
  }
  const begin = BEGIN.exec(text)
  const label = begin?.[1]
  if (begin === null || label === undefined) return { says: noBlock(text) }
  const start = begin.index + begin[0].length
  const end = text.indexOf(`-----END ${label}-----`, start)
  if (end === -1) {
    return { says: `The end is missing: the text has to go on to -----END ${label}-----.` }
  }
  const body = text.slice(start, end).replaceAll(/\s/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body)) {
    return { says: 'What stands between BEGIN and END is not base64; copy it once more.' }
  }
  const lines = body.match(/.{1,64}/g) ?? []
  return {
    label,
    pem: [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n'),
  }
}

const NO_PEM = 'Must be a public key or certificate as PEM: -----BEGIN PUBLIC KEY----- and so on.'

function noBlock(text: string): string {
  const start = text.trimStart()
  if (start === '') return NO_PEM
  if (start.startsWith('{') || start.startsWith('[')) {
    return 'This is JSON, not PEM. Enter the address of the key set (JWKS) instead, or convert the key to PEM.'
  }
  if (/^(?:ssh-|ecdsa-sha2-|sk-|---- BEGIN SSH2)/.test(start)) {
    return 'This is an SSH public key; ssh-keygen -e -m PKCS8 -f FILE converts it to PEM.'
  }
  if (/^https?:/.test(start)) {
    return 'This is an address, not a key; choose a key set (JWKS) to have keys read from there.'
  }
  if (/^MI[A-Za-z0-9+/=\s]{60,}$/.test(start)) {
    return 'The lines -----BEGIN PUBLIC KEY----- and -----END PUBLIC KEY----- (or CERTIFICATE) are missing.'
  }
  return NO_PEM
}
