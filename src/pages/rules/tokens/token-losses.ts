import { stateOf, type ApiToken } from '../../../identity/api-token.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { endOf } from '../../../policy/token-standing.ts'
import { counted } from '../../counted.ts'
import { timesOf, type EndingRules } from '../../token-times.ts'

/**
 * What a change of the rules does to tokens that exist, in numbers.
 * @param now milliseconds since the epoch
 * @param held the rules as they hold, with what groups add to them
 */
export function tokenLosses(
  tokens: readonly ApiToken[],
  after: PolicyDocument,
  held: EndingRules,
  now: number,
): string[] {
  const live = tokens.filter((token) => timesOf(token, held, now).state === 'live')
  const daysMax = after.switches.tokenDaysMax
  const ends = live.map((token) => ({
    before: timesOf(token, held, now).endsAt,
    after: endOf(token, daysMax),
  }))
  const earlier = ends.filter((end) => end.after < end.before)
  const atOnce = earlier.filter((end) => end.after <= now)
  const { idleDays } = after.tokens
  const lower = { daysMaxOf: () => daysMax, idleDays }
  const unused = live.filter((token) => {
    const { state, idleAt = Infinity } = timesOf(token, lower, now)
    return state === 'live' && idleAt <= now && !isIdle(token, held, now)
  })
  return [
    ...(earlier.length === 0 ? [] : [endWords(earlier.length, atOnce.length)]),
    ...(unused.length === 0 ? [] : [idleWords(unused.length, idleDays ?? 0)]),
  ]
}

/** How many live tokens would end earlier than now, were this the longest life. */
export function endingEarlier(
  tokens: readonly ApiToken[],
  daysMax: number,
  held: EndingRules,
  now: number,
): number {
  return tokens.filter(
    (token) =>
      stateOf(token, now) === 'live' &&
      timesOf(token, held, now).state === 'live' &&
      endOf(token, daysMax) < timesOf(token, held, now).endsAt,
  ).length
}

function isIdle(token: ApiToken, held: EndingRules, now: number): boolean {
  const { idleAt = Infinity } = timesOf(token, held, now)
  return idleAt <= now
}

function endWords(earlier: number, atOnce: number): string {
  const verb = earlier === 1 ? 'ends' : 'end'
  const which =
    atOnce === 0 ? '' : `, and ${earlier === atOnce ? 'at once' : `${atOnce} of them at once`}`
  return `${counted(earlier, 'active token')} ${verb} earlier than now${which}.`
}

function idleWords(count: number, idleDays: number): string {
  return `${counted(count, 'active token was', 'active tokens were')} not used for ${idleDays} days and ${count === 1 ? 'is' : 'are'} revoked.`
}
