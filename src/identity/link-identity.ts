import type { Fault } from '../lib/fault.ts'
import type { Link } from './link.ts'
import { CLAIM_PATH_LENGTH_MAX, claimPathFault } from './providers/check-claim-path.ts'
import { idFault } from './providers/check-text.ts'
import { ISSUER_LENGTH_MAX } from './providers/check-url.ts'
import { isUserName } from './user-name.ts'

/** Longest name that `issuerNameOf` gives: an issuer, `#` and a claim. */
export const ISSUER_NAME_LENGTH_MAX = ISSUER_LENGTH_MAX + 1 + CLAIM_PATH_LENGTH_MAX
/** OpenID Connect Core 1.0 §2, sub. */
const SUBJECT_LENGTH_MAX = 255
const OF_PROVIDER = /^provider:([^:]*):[0-9a-f]{16}$/

/** What stands in the way of linking such an identity to such an account; whose id it is, the doors know. */
export function linkFaults(wish: Pick<Link, 'issuer' | 'subject' | 'accountId'>): readonly Fault[] {
  const { issuer, subject, accountId } = wish
  return [
    ...(canBeIssuerName(issuer) ? [] : [{ path: 'issuer', says: 'Must be an issuer.' }]),
    ...(canBeSubject(subject) ? [] : [{ path: 'subject', says: SUBJECT }]),
    ...(isUserName(accountId) ? [] : [{ path: 'accountId', says: ACCOUNT }]),
  ]
}

const SUBJECT = `Must be 1 to ${SUBJECT_LENGTH_MAX} characters without control characters.`
const ACCOUNT = 'Must be an Atlassian account id.'

/** Whether `issuerNameOf` can give this; whether http is allowed was decided with the provider. */
export function canBeIssuerName(name: string): boolean {
  const [issuer = '', ...rest] = name.split('#')
  // A claim may have a # itself; an issuer has none (OpenID Connect Core 1.0 §2, iss).
  const claim = rest.length === 0 ? undefined : rest.join('#')
  if (claim !== undefined && (claim === 'sub' || claimPathFault(claim) !== undefined)) return false
  const ofProvider = OF_PROVIDER.exec(issuer)?.[1]
  if (ofProvider !== undefined) return idFault(ofProvider) === undefined
  return issuer.length <= ISSUER_LENGTH_MAX && /^https?:\/\/[\x21-\x7e]+$/i.test(issuer)
}

// Half of a surrogate pair would be stored as U+FFFD, and so be found for another subject as well.
export function canBeSubject(subject: string): boolean {
  const isOfLength = subject !== '' && subject.length <= SUBJECT_LENGTH_MAX
  return isOfLength && !/[\p{Cc}\p{Cs}]/u.test(subject)
}
