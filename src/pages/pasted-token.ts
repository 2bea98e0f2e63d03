import { z } from 'zod'
import { TOKEN_PREFIX } from '../identity/token-text.ts'
import { Secret } from '../lib/secret.ts'

export type PastedToken =
  | { readonly kind: 'accepted'; readonly token: Secret }
  /** What is wrong with it; never holds any of what was pasted. */
  | { readonly kind: 'refused'; readonly fault: string }

// More than any header field that the gateway takes.
const LENGTH_MAX = 16 * 1024
// RFC 6750 §2.1, b64token: the gateway takes nothing else.
const ONE_TOKEN = /^[A-Za-z0-9._~+/-]+=*$/
const form = z.object({ token: z.string() }).catch({ token: '' })

/**
 * Reads a form with a provider's token in it, without what comes along with pasting. A token of
 * Gatehouse itself goes no further: an introspecting provider would be asked about it, and so get it.
 */
export function readPastedToken(body: unknown): PastedToken {
  const text = form
    .parse(body)
    .token.trim()
    .replace(/^bearer\s+/i, '')
  const fault = faultOf(text)
  return fault === undefined
    ? { kind: 'accepted', token: new Secret(text) }
    : { kind: 'refused', fault }
}

function faultOf(text: string): string | undefined {
  if (text === '') return 'Paste a token first.'
  if (text.includes(TOKEN_PREFIX)) {
    return 'This is a token of Gatehouse itself, which no identity provider may see. Paste one that your provider gave you.'
  }
  if (text.length > LENGTH_MAX) {
    return 'This is longer than any token that Gatehouse takes (16 384 characters). Paste the token alone.'
  }
  return ONE_TOKEN.test(text)
    ? undefined
    : 'Paste the token alone: without line breaks, blanks or quotes.'
}
