import { daysAfter } from '../../lib/time-spans.ts'
import type { Snapshot } from '../snapshot.ts'
import { queryGuesses } from './query-guesses.ts'
import { relevantGroups } from './relevant-groups.ts'
import type { Guess, ReplayedCall } from './replayed-call.ts'
import type { UnsaidReason } from './replay-summary.ts'

/** All the ways in which what the record does not have may have been. */
export interface Guesses {
  /** What is not known, the most telling first; empty where everything is. */
  readonly open: readonly UnsaidReason[]
  /** Absent where there are more ways than can be tried. */
  readonly guesses?: readonly Guess[]
}

/** Three decisions each; with more a single call would hold up others. */
const GUESSES_MAX = 64

/** One thing that is not known, and what each of its ways does to a guess. */
interface Open {
  readonly reason: UnsaidReason
  readonly ways: readonly ((guess: Guess) => Guess)[]
}

export function guessesAt(call: ReplayedCall): Guesses {
  const opens = [...openQuery(call), ...openGroups(call), ...openAdmin(call), ...openUse(call)]
  const open = opens.filter(({ ways }) => ways.length > 1)
  const reasons = [...new Set(open.map(({ reason }) => reason))]
  const count = open.reduce((product, { ways }) => product * ways.length, 1)
  if (count > GUESSES_MAX) return { open: reasons }
  const first: Guess = {
    call: { ...call.situation.call, query: '' },
    groups: new Set(),
    ownerIsAdmin: call.ownerIsAdmin === true,
    lastActiveAt: call.situation.now,
    leavesGroupsOut: false,
  }
  const guesses = open.reduce<readonly Guess[]>(
    (all, { ways }) => all.flatMap((guess) => ways.map((way) => way(guess))),
    [first],
  )
  return { open: reasons, guesses }
}

function openQuery({ situation, seen, rules }: ReplayedCall): readonly Open[] {
  const { then, current, draft } = rules
  return queryGuesses(situation, seen, [...new Set([then, current, draft])]).map(({ ways }) => ({
    reason: 'query',
    ways: ways.map((way) => (guess: Guess) => ({
      ...guess,
      call: {
        ...guess.call,
        query: [guess.call.query, way].filter((each) => each !== '').join('&'),
      },
    })),
  }))
}

function openGroups({ seen, rules, sources }: ReplayedCall): readonly Open[] {
  const { then, current, draft } = rules
  const unknown = [...relevantGroups(current.document), ...relevantGroups(draft.document)].filter(
    (group) => sources.isIn(group) === undefined,
  )
  const names = new Set(unknown.map((group) => sources.nameOf(group)))
  const memberships = [...names].map((name): Open => {
    const join = (guess: Guess) => ({ ...guess, groups: new Set([...guess.groups, name]) })
    return { reason: 'groups', ways: [(guess) => guess, join] }
  })
  const asks = ({ memberships: { byClaim } }: Snapshot) =>
    seen.provider !== undefined && byClaim.get(seen.provider) !== undefined
  // Where groups were asked for, a token without them was refused.
  const mayLeaveOut = !asks(then) && (asks(current) || asks(draft))
  const leaveOut = (guess: Guess) => ({ ...guess, leavesGroupsOut: true })
  const claims: Open = { reason: 'groups', ways: [(guess) => guess, leaveOut] }
  return mayLeaveOut ? [...memberships, claims] : memberships
}

function openAdmin({ situation, rules, ownerIsAdmin }: ReplayedCall): readonly Open[] {
  const { token } = situation.principal
  const { then, current, draft } = rules
  const isAsked = [then, current, draft].some(({ needsOwnerIsAdmin }) => needsOwnerIsAdmin)
  if (token === undefined || token.isService || !isAsked || ownerIsAdmin !== undefined) return []
  const be = (is: boolean) => (guess: Guess) => ({ ...guess, ownerIsAdmin: is })
  return [{ reason: 'administrator', ways: [be(false), be(true)] }]
}

// When a token had been used before only matters by the numbers of days that the rules name.
function openUse({ situation, rules, usedBefore }: ReplayedCall): readonly Open[] {
  const { now } = situation
  const { then, current, draft } = rules
  const idleDays = [then, current, draft].flatMap(({ document }) => document.tokens.idleDays ?? [])
  if (situation.principal.token === undefined || usedBefore === undefined) return []
  const floor = Math.min(usedBefore, now)
  const moments = [floor, now, ...idleDays.map((days) => daysAfter(now, -days))]
  const possible = [...new Set(moments)].filter((moment) => floor <= moment && moment <= now)
  const tells = idleDays.some((days) => daysAfter(floor, days) <= now)
  if (!tells) return []
  const ways = possible.map((moment) => (guess: Guess) => ({ ...guess, lastActiveAt: moment }))
  return [{ reason: 'last-use', ways }]
}
