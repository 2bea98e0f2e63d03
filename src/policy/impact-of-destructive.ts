import { gains, loses, type Effect } from './impact-effect.ts'
import type { DestructiveLimit } from './limit-rule.ts'
import type { PolicyDocument } from './policy-document.ts'

/** How much callers can delete before they are locked, which they could not, and the other way round. */
export function impactOfDestructive(
  { limits: before }: Pick<PolicyDocument, 'limits'>,
  { limits: after }: Pick<PolicyDocument, 'limits'>,
): Effect[] {
  const [was, is] = [inForce(before.destructive), inForce(after.destructive)]
  if (was === is) return []
  if (is === undefined) {
    return [
      gains(
        'Everybody: no caller is locked for deleting a lot, and those that are locked delete again.',
      ),
    ]
  }
  const says = `Everybody: a caller that makes more than ${String(is)} deletions or bulk edits in an hour is locked until a person unlocks it`
  if (was === undefined) return [loses(`${says}.`)]
  const change = `${says}; it was ${String(was)}.`
  return [is < was ? loses(change) : gains(change)]
}

function inForce(limit: DestructiveLimit | undefined): number | undefined {
  return limit?.state === 'on' ? limit.perHour : undefined
}
