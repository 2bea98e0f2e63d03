import { X509Certificate } from 'node:crypto'

const NAME_LENGTH_MAX = 100
const VALUE_LENGTH_MAX = 4_096
const AUTHORITIES_MAX = 5
const PEM_LENGTH_MAX = 20_000

/** Headers that are ours to set, or that change what a request is. */
const OURS =
  /^(?:host|content-.*|transfer-encoding|connection|keep-alive|proxy-.*|te|trailer|upgrade|expect|user-agent|cookie|webhook-.*)$/i

export function headerNameFault(name: string): string | undefined {
  // RFC 9110 §5.6.2, token.
  const isToken = /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && name.length <= NAME_LENGTH_MAX
  if (!isToken) return 'Must be the name of a header, such as Authorization.'
  return OURS.test(name) ? 'Gatehouse sets this header itself.' : undefined
}

export function headerValueFault(value: string): string | undefined {
  const isPlain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value)
  if (!isPlain) return 'Use letters, digits and signs of ASCII only, without line breaks.'
  const isShort = value.length <= VALUE_LENGTH_MAX
  return isShort ? undefined : `Use at most ${String(VALUE_LENGTH_MAX)} characters.`
}

/** What is wrong with certificates of authorities, as PEM. */
export function authorityFault(pem: string): string | undefined {
  if (pem.length > PEM_LENGTH_MAX) return `Use at most ${String(PEM_LENGTH_MAX)} characters.`
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  const rest = blocks.reduce((text, block) => text.replace(block, ''), pem).trim()
  if (blocks.length === 0 || rest !== '' || !blocks.every(isCertificate)) {
    return 'Must be certificates, each from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.'
  }
  const isFew = blocks.length <= AUTHORITIES_MAX
  return isFew ? undefined : `Use at most ${String(AUTHORITIES_MAX)} certificates.`
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false // Node's one way of saying that it is none.
  }
}
