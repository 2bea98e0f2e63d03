import { Refusal } from '../lib/refusal.ts'
import type { Credential } from './credential.ts'
import { looksLikeJwt } from './verification/unverified-jws.ts'
import { TOKEN_PREFIX } from './token-text.ts'

/**
 * The refusal of a credential that nobody knows. It depends on nothing but the form of what was
 * presented, so that it is the same where Gatehouse is installed and where it is not.
 */
export function unknownCredential(credential: Credential, detail: string): Refusal {
  const code = isForeignJwt(credential) ? 'token/untrusted' : 'credential/invalid'
  return new Refusal(code, { detail })
}

// What begins like an API token of ours is never taken for anything else, whatever follows.
function isForeignJwt(credential: Credential): boolean {
  if (credential.scheme !== 'bearer') return false
  const text = credential.token.reveal()
  return !text.startsWith(TOKEN_PREFIX) && looksLikeJwt(text)
}
