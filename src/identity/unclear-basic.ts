import { Refusal } from '../lib/refusal.ts'
import type { Credential } from './credential.ts'

/**
 * What is recorded must be what the product reads, so only the one spelling passes: `Basic`, one space,
 * canonical base64 of UTF-8. Jira takes others for no credential at all and serves the call
 * anonymously. RFC 7617 §2 rules out control characters; the invisible ones would forge the record.
 * @throws Refusal `credential/invalid`
 */
export function refuseUnclear(credential: Extract<Credential, { readonly scheme: 'basic' }>): void {
  const { username, password, authorization } = credential
  const plain = Buffer.from(`${username}:${password.reveal()}`, 'utf8').toString('base64')
  if (authorization.reveal() !== `Basic ${plain}`) throw invalid('spelled in an unusual way')
  if (/\p{C}/u.test(username) || /\p{Cc}/u.test(password.reveal())) {
    throw invalid('a control or invisible character')
  }
}

function invalid(why: string): Refusal {
  return new Refusal('credential/invalid', { detail: `Basic: ${why}` })
}
