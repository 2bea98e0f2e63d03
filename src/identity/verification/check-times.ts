import { claimAt } from './claim-at.ts'
import { failed, passed, skipped } from './finding.ts'
import type { Provider } from '../providers/provider.ts'
import { shown } from './shown.ts'
import type { CheckFinding, Claims } from './token-findings.ts'

export type TimeTerms = Pick<Provider, 'clockToleranceSeconds' | 'maxLifetimeSeconds'>

// The last second that a JavaScript date can show; also keeps sums of times exact.
const TIME_MAX = 8_640_000_000_000

/** When the token ends, in seconds since the epoch; `undefined` when `exp` says no such thing. */
export function endOf(claims: Claims): number | undefined {
  const end = timeAt(claims, 'exp')
  return Number.isInteger(end) ? end : undefined
}

/** Whether the token has not ended. `required`: RFC 7519 leaves `exp` out if it likes, we do not. */
export function checkExpiry(
  claims: Claims,
  { clockToleranceSeconds }: TimeTerms,
  nowMs: number,
  required: boolean,
): CheckFinding {
  const found = claimAt(claims, 'exp')
  if (found === undefined && !required) return skipped('expiry', '`exp` is missing.')
  const end = endOf(claims)
  if (end === undefined) return failed('expiry', `\`exp\` is ${shown(found)}; ${WHOLE_SECONDS}.`)
  const says = `\`exp\` is ${moment(end)}; it is ${moment(nowMs / 1000)} now`
  // RFC 7519 §4.1.4: "on or after" that time it is too late.
  return nowMs < (end + clockToleranceSeconds) * 1000
    ? passed('expiry', `${says}.`)
    : failed('expiry', `${says}, more than the tolerance of ${clockToleranceSeconds} s later.`)
}

export function checkNotBefore(claims: Claims, terms: TimeTerms, nowMs: number): CheckFinding {
  return checkStart('not-before', 'nbf', claims, terms, nowMs)
}

/** A token from the future was made with a clock or for a purpose that we do not know. */
export function checkIssuedAt(claims: Claims, terms: TimeTerms, nowMs: number): CheckFinding {
  return checkStart('issued-at', 'iat', claims, terms, nowMs)
}

function checkStart(
  check: 'not-before' | 'issued-at',
  name: 'nbf' | 'iat',
  claims: Claims,
  { clockToleranceSeconds }: TimeTerms,
  nowMs: number,
): CheckFinding {
  const found = claimAt(claims, name)
  if (found === undefined) return skipped(check, `\`${name}\` is missing.`)
  const start = timeAt(claims, name)
  if (start === undefined) return failed(check, `\`${name}\` is ${shown(found)}; ${SECONDS}.`)
  const says = `\`${name}\` is ${moment(start)}; it is ${moment(nowMs / 1000)} now`
  return (start - clockToleranceSeconds) * 1000 <= nowMs
    ? passed(check, `${says}.`)
    : failed(check, `${says}, more than the tolerance of ${clockToleranceSeconds} s earlier.`)
}

/** `exp − iat` against the longest life that the provider's tokens may have. */
export function checkLifetime(claims: Claims, { maxLifetimeSeconds }: TimeTerms): CheckFinding {
  if (maxLifetimeSeconds === undefined) return skipped('lifetime', 'No longest life is demanded.')
  const start = timeAt(claims, 'iat')
  const end = endOf(claims)
  if (start === undefined || end === undefined) {
    return failed('lifetime', 'A longest life is demanded, which needs both `iat` and `exp`.')
  }
  const says = `\`exp\` − \`iat\` is ${end - start} s; expected at most ${maxLifetimeSeconds} s.`
  const isShort = end - start <= maxLifetimeSeconds
  return isShort ? passed('lifetime', says) : failed('lifetime', says)
}

const SECONDS = 'expected a number, in seconds since 1970'
const WHOLE_SECONDS = 'expected a whole number, in seconds since 1970'

// RFC 7519 §2, NumericDate. Text, Infinity (1e999 in JSON) and negative numbers are none.
function timeAt(claims: Claims, name: string): number | undefined {
  const value = claimAt(claims, name)
  return typeof value === 'number' && value >= 0 && value <= TIME_MAX ? value : undefined
}

function moment(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}
