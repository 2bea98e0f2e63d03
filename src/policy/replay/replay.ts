import type { RefusalCode } from '../../lib/refusal-codes.ts'
import { collectCallers } from './replay-caller-list.ts'
import type {
  NotTriedReason,
  ReplaySummary,
  ReplayVerdict,
  UnsaidReason,
} from './replay-summary.ts'
import type { ReplayEvent, ReplayWorld } from './replay-world.ts'
import { isOfTheRules } from './rule-names.ts'
import { tryEvent } from './try-event.ts'

/** How long it goes on without a breath, in milliseconds. */
const TURN_MS = 5

/** What a draft would have changed for these calls. @param events newest first */
export async function replay(
  events: readonly ReplayEvent[],
  world: ReplayWorld,
): Promise<ReplaySummary> {
  const callers = collectCallers()
  const unsaid: Partial<Record<UnsaidReason, number>> = {}
  const notTried: Partial<Record<NotTriedReason, number>> = {}
  const uses = usesBefore(events)
  let [unchanged, decidedOtherwise] = [0, 0]

  const note = (event: ReplayEvent, verdict: ReplayVerdict) => {
    switch (verdict.kind) {
      case 'not-tried':
        notTried[verdict.reason] = (notTried[verdict.reason] ?? 0) + 1
        return
      case 'unsaid':
        unsaid[verdict.reason] = (unsaid[verdict.reason] ?? 0) + 1
        return
      case 'same':
        unchanged += 1
        break
      case 'changes':
        callers.add(event, verdict.before, verdict.after)
        break
    }
    if (!endedSo(event, verdict.before)) decidedOtherwise += 1
  }

  await world.breathe()
  let turnBegan = performance.now()
  for (const event of events) {
    note(event, await tryEvent(event, world, uses.get(event.id)))
    if (performance.now() - turnBegan < TURN_MS) continue
    await world.breathe()
    turnBegan = performance.now()
  }
  return {
    calls: events.length,
    from: events.at(-1)?.at,
    to: events[0]?.at,
    unchanged,
    loses: callers.counts.loses,
    gains: callers.counts.gains,
    otherCode: callers.counts['other-code'],
    unsaid,
    notTried,
    decidedOtherwise,
    callers: callers.told(),
    callersAffected: callers.size,
  }
}

/** When the token of each call was used before it, by the id of the call, as far as these calls tell. */
function usesBefore(events: readonly ReplayEvent[]): ReadonlyMap<string, number> {
  const before = new Map<string, number>()
  const later = new Map<string, string>()
  for (const { id, at, credentialKind, credentialId } of events) {
    if (credentialKind !== 'api-token' || credentialId === undefined) continue
    const next = later.get(credentialId)
    if (next !== undefined) before.set(next, at)
    later.set(credentialId, id)
  }
  return before
}

function endedSo(
  { decision, rule, completion }: ReplayEvent,
  { allowed, code }: { readonly allowed: boolean; readonly code?: RefusalCode | undefined },
): boolean {
  const wasRefused = decision === 'deny' && isOfTheRules(rule)
  if (wasRefused === allowed) return false
  return allowed || completion?.code === undefined || completion.code === code
}
