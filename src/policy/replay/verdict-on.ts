import { evaluate } from '../evaluate.ts'
import { guessesAt, type Guesses } from './guesses.ts'
import { outcomeBy } from './outcome-by.ts'
import { guessedPrincipal, type Guess, type ReplayedCall } from './replayed-call.ts'
import { isOfTheRules } from './rule-names.ts'
import type { ReplayOutcome, ReplayVerdict, UnsaidReason } from './replay-summary.ts'

/** How a call ends by the rules of today and by the draft, if one guess is right. */
interface Ends {
  readonly before: ReplayOutcome
  readonly after: ReplayOutcome
}

/**
 * What the draft changes for one recorded call. It is tried with everything that what is not recorded may
 * have been, and told only where that makes no difference.
 */
export function verdictOn(call: ReplayedCall): ReplayVerdict {
  const { open, guesses } = guessesAt(call)
  if (guesses === undefined) return { kind: 'unsaid', reason: open[0] ?? 'query' }
  const ends: Ends[] = []
  for (const guess of fitting(guesses, call, open)) {
    const before = outcomeBy(call.rules.current, call, guess)
    const after = outcomeBy(call.rules.draft, call, guess)
    if (typeof before === 'string') return { kind: 'unsaid', reason: before }
    if (typeof after === 'string') return { kind: 'unsaid', reason: after }
    ends.push({ before, after })
  }
  return merged(ends, open[0] ?? 'query')
}

/**
 * Guesses by which the call ends as the record says that it did. Where none does, as after a change of the
 * token itself, the record says nothing of them.
 */
function fitting(
  guesses: readonly Guess[],
  call: ReplayedCall,
  open: Guesses['open'],
): readonly Guess[] {
  if (open.length === 0) return guesses
  const fits = guesses.filter((guess) => endedAsRecorded(call, guess))
  return fits.length === 0 ? guesses : fits
}

function endedAsRecorded(call: ReplayedCall, guess: Guess): boolean {
  const { event, situation, seen, rules } = call
  const decision = evaluate(rules.then, {
    ...situation,
    principal: guessedPrincipal(call, guess),
    call: guess.call,
    groups: new Set(seen.groups),
    ownerIsAdmin: guess.ownerIsAdmin,
  })
  if (decision.effect === 'deny') return event.decision === 'deny' && decision.rule === event.rule
  // Refused by what comes after the rules: a limit, a guard, a budget.
  return event.decision === 'deny' ? !isOfTheRules(event.rule) : decision.rule === event.rule
}

function merged(all: readonly Ends[], reason: UnsaidReason): ReplayVerdict {
  const [first, ...others] = all
  if (first === undefined) return { kind: 'unsaid', reason }
  const together = others.reduce<Ends | undefined>((so, each) => {
    if (so === undefined || isChange(so) !== isChange(each)) return undefined
    const before = alike(so.before, each.before)
    const after = alike(so.after, each.after)
    return before === undefined || after === undefined ? undefined : { before, after }
  }, first)
  if (together === undefined) return { kind: 'unsaid', reason }
  const { before, after } = together
  return isChange(first) ? { kind: 'changes', before, after } : { kind: 'same', before }
}

function isChange({ before, after }: Ends): boolean {
  return before.allowed !== after.allowed || before.code !== after.code
}

/** What two ways of one call have in common; undefined where one is allowed and one is not. */
function alike(one: ReplayOutcome, other: ReplayOutcome): ReplayOutcome | undefined {
  if (one.allowed !== other.allowed) return undefined
  return {
    allowed: one.allowed,
    code: one.code === other.code ? one.code : undefined,
    rule: one.rule === other.rule ? one.rule : undefined,
  }
}
