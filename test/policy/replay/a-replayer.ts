import type { RecordedEvent } from '../../../src/audit/audit-event.ts'
import { createReplayer, type Replayer } from '../../../src/policy/replay/replayer.ts'
import { memoryAuditReader } from '../../audit/memory-audit-reader.ts'

/** A replayer over these events, for callers without tokens and groups. */
export function aReplayer(
  events: readonly RecordedEvent[],
  policies: Parameters<typeof createReplayer>[0]['policies'],
): Replayer {
  return createReplayer({
    reader: memoryAuditReader(events),
    policies,
    holderOf: async () => undefined,
    groupsOfAccount: async () => [],
    isAdmin: async () => false,
  })
}
