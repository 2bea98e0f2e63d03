import {
  checkExpiry,
  checkIssuedAt,
  checkLifetime,
  checkNotBefore,
  type TimeTerms,
} from './check-times.ts'
import { claimAt } from './claim-at.ts'
import { failed, passed, skipped } from './finding.ts'
import type { ClaimPath, Provider } from '../providers/provider.ts'
import { shown, shownList } from './shown.ts'
import type { CheckFinding, Claims } from './token-findings.ts'

export type ClaimTerms = TimeTerms & Pick<Provider, 'issuer' | 'audiences' | 'subjectClaim'>

/**
 * Whether the claims of a JWT are the provider's, for us, and alive. Every claim is judged, also
 * after one that failed, so that whoever sets a provider up sees all at once.
 */
export function checkClaims(
  claims: Claims,
  terms: ClaimTerms,
  nowMs: number,
): readonly CheckFinding[] {
  const rest = checkOthers(claims, terms, nowMs, true)
  return [...foreignUses(claims), checkIssuer(claims, terms), ...rest]
}

/**
 * The same for an introspection answer (RFC 7662 §2.2), where nearly everything is optional. `aud` is
 * not, here: a token that the provider issued for some other service must not open this one.
 */
export function checkIntrospected(
  answer: Claims,
  terms: ClaimTerms,
  nowMs: number,
): readonly CheckFinding[] {
  const active = claimAt(answer, 'active')
  // An inactive token's answer has nothing else in it (RFC 7662 §2.2).
  if (active !== true) return [failed('active', `\`active\` is ${shown(active)}; expected true.`)]
  const issuer = namesNoIssuer(answer, terms)
    ? skipped('issuer', 'The answer has no `iss`, or none is expected.')
    : checkIssuer(answer, terms)
  const rest = checkOthers(answer, terms, nowMs, false)
  const says = 'The provider says that the token is active.'
  return [passed('active', says), ...foreignUses(answer), issuer, ...rest]
}

/** Whose token it is; `undefined` when that is nothing that an identity can be kept under. */
export function subjectOf(claims: Claims, path: ClaimPath): string | undefined {
  const subject = claimAt(claims, path)
  return typeof subject === 'string' && isSubject(subject) ? subject : undefined
}

const NOT_FOR_BEARERS = [
  // RFC 7800 §3: good only together with a key of its holder (RFC 8705 §3, RFC 9449 §6). Whoever
  // presents it as a bearer may have stolen it.
  ['cnf', 'the token is bound to a key, and no bearer token'],
  // RFC 8417 §2.2, also of a back-channel log-out: it reports, and lets nobody in.
  ['events', 'the token reports events, and is not for calling with'],
] as const

// A second look at the type; nothing to say of a token that shows no other use.
function foreignUses(claims: Claims): readonly CheckFinding[] {
  return NOT_FOR_BEARERS.flatMap(([name, what]) => {
    const found = claimAt(claims, name)
    return found === undefined ? [] : failed('type', `\`${name}\` is ${shown(found)}: ${what}.`)
  })
}

function checkOthers(claims: Claims, terms: ClaimTerms, nowMs: number, expiryRequired: boolean) {
  return [
    checkAudience(claims, terms),
    checkExpiry(claims, terms, nowMs, expiryRequired),
    checkNotBefore(claims, terms, nowMs),
    checkIssuedAt(claims, terms, nowMs),
    checkLifetime(claims, terms),
    checkSubject(claims, terms),
  ]
}

function namesNoIssuer(answer: Claims, { issuer }: ClaimTerms): boolean {
  return issuer === undefined || claimAt(answer, 'iss') === undefined
}

function checkIssuer(claims: Claims, { issuer }: ClaimTerms): CheckFinding {
  const found = claimAt(claims, 'iss')
  const says = `\`iss\` is ${shown(found)}`
  return issuer !== undefined && found === issuer
    ? passed('issuer', `${says}.`)
    : failed('issuer', `${says}; expected ${shown(issuer)}.`)
}

function checkAudience(claims: Claims, { audiences }: ClaimTerms): CheckFinding {
  const found = claimAt(claims, 'aud')
  const named: readonly unknown[] = Array.isArray(found) ? found : [found]
  const isWellFormed = named.every((each) => typeof each === 'string')
  const says = `\`aud\` is ${shown(found)}`
  return isWellFormed && named.some((each) => audiences.some((audience) => audience === each))
    ? passed('audience', `${says}.`)
    : failed('audience', `${says}; expected ${shownList(audiences)}, alone or in a list of texts.`)
}

const SUBJECT_LENGTH_MAX = 255

function checkSubject(claims: Claims, { subjectClaim }: ClaimTerms): CheckFinding {
  const says = `\`${subjectClaim}\` is ${shown(claimAt(claims, subjectClaim))}`
  return subjectOf(claims, subjectClaim) === undefined
    ? failed('subject', `${says}; expected text of 1 to ${SUBJECT_LENGTH_MAX} plain characters.`)
    : passed('subject', `${says}.`)
}

// Half a surrogate pair cannot be stored: two subjects would become one in the database.
function isSubject(text: string): boolean {
  return (
    text !== '' && text.length <= SUBJECT_LENGTH_MAX && !/\p{Cc}/u.test(text) && text.isWellFormed()
  )
}
