import { gains, loses, type Effect } from './impact-effect.ts'
import type { PolicyDocument } from './policy-document.ts'
import type { Switches } from './switches.ts'

type Flag = Exclude<keyof Switches, 'tokenDaysMax'>

/** What each switch takes when it goes off, and gives when it goes on. */
const WORDS: Readonly<Record<Flag, { readonly off: string; readonly on: string }>> = {
  gateway: {
    off: 'Everybody: the gateway is switched off and serves no call at all.',
    on: 'Everybody whom the rules allow: the gateway is switched on again.',
  },
  anonymousCalls: {
    off: 'Callers without a credential: none of their calls is served any more.',
    on: 'Callers without a credential: they may call what rules offer them.',
  },
  usersMayCreateTokens: {
    off: 'Users who are no administrators: they cannot create API tokens any more; those that they have go on working.',
    on: 'Users who are no administrators: they may create API tokens.',
  },
  apiTokens: {
    off: 'Callers with API tokens: none is taken any more.',
    on: 'Callers with API tokens: they are taken again.',
  },
  providerTokens: {
    off: 'Callers with tokens of identity providers: none is taken any more.',
    on: 'Callers with tokens of identity providers: they are taken again.',
  },
  contextTokens: {
    off: 'Persons on Gatehouse’s own pages: calls of the pages are not taken any more.',
    on: 'Persons on Gatehouse’s own pages: calls of the pages are taken again.',
  },
  basicPassThrough: {
    off: 'Callers with a user name and password: Basic is not passed on any more.',
    on: 'Callers with a user name and password: Basic is passed on to the product.',
  },
  signOnCookies: {
    off: 'Browsers of people who have signed on by Crowd: no call with their cookie is taken any more.',
    on: 'Browsers of people who have signed on by Crowd: calls with their cookie are taken.',
  },
  bearerPassThrough: {
    off: 'Callers with an access token of the product: none is passed on any more.',
    on: 'Callers with an access token of the product: it is passed on to the product.',
  },
}

/** Of switches, and of what holds for all API tokens. */
export function impactOfSwitches(before: PolicyDocument, after: PolicyDocument): Effect[] {
  const [then, now] = [before.switches, after.switches]
  // WORDS is typed to have every flag, and nothing else is written there.
  const flags = Object.keys(WORDS) as Flag[]
  return [
    ...flags.flatMap((flag) => {
      if (then[flag] === now[flag]) return []
      return now[flag] ? [gains(WORDS[flag].on)] : [loses(WORDS[flag].off)]
    }),
    ...ofBound(then.tokenDaysMax, now.tokenDaysMax, {
      less: `Callers with API tokens: each ends ${days(now.tokenDaysMax)} after it was made, instead of ${days(then.tokenDaysMax)}; older ones end at once.`,
      more: `Callers with API tokens: each may live for ${days(now.tokenDaysMax)}, instead of ${days(then.tokenDaysMax)}.`,
    }),
    ...ofTokenRules(before, after),
  ]
}

function ofTokenRules({ tokens: then }: PolicyDocument, { tokens: now }: PolicyDocument): Effect[] {
  return [
    ...ofBound(then.liveMax, now.liveMax, {
      less: `Owners of API tokens: nobody can make one who has ${now.liveMax ?? 0} that are live.`,
      more: `Owners of API tokens: they may have ${now.liveMax ?? 'any number'} that are live.`,
    }),
    ...ofBound(then.idleDays, now.idleDays, {
      less: `Callers with API tokens: those that were not used for ${days(now.idleDays)} are revoked.`,
      more:
        now.idleDays === undefined
          ? 'Callers with API tokens: those that are not used are not revoked for it any more.'
          : `Callers with API tokens: they may stay unused for ${days(now.idleDays)}.`,
    }),
  ]
}

/** Of a number that allows the more, the higher it is, and everything where it is absent. */
export function ofBound(
  before: number | undefined,
  after: number | undefined,
  words: { readonly less: string; readonly more: string },
): Effect[] {
  const [then, now] = [before ?? Infinity, after ?? Infinity]
  if (then === now) return []
  return now < then ? [loses(words.less)] : [gains(words.more)]
}

export function days(count: number | undefined): string {
  return count === 1 ? '1 day' : `${count ?? 0} days`
}
