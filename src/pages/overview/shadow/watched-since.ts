import type { ChangeEvent, RecordedEvent } from '../../../audit/audit-event.ts'
import type { AuditReader } from '../../../audit/audit-reader.ts'
import type { ShadowRule } from './shadow-rules.ts'

/** So many changes of one kind are looked through; what began before them was long ago. */
const CHANGES_MAX = 200

const KINDS: Readonly<Record<ShadowRule['kind'], readonly ChangeEvent['kind'][]>> = {
  resource: ['resource.added', 'resource.changed'],
  limit: ['limit.added', 'limit.changed'],
  guard: ['limits.changed'],
}

/** When each of the rules was put into shadow, by its `shadow`; without one where the log does not tell. */
export async function watchedSince(
  reader: Pick<AuditReader, 'search'>,
  tenantId: string,
  rules: readonly ShadowRule[],
): Promise<ReadonlyMap<string, number>> {
  const kinds = new Set(rules.flatMap(({ kind }) => KINDS[kind]))
  const changes = await Promise.all(
    [...kinds].map((kind) => reader.search(tenantId, { kind }, { limit: CHANGES_MAX })),
  )
  const newestFirst = changes.flat().sort((one, other) => other.at - one.at)
  return new Map(
    rules.flatMap((rule): [string, number][] => {
      const began = newestFirst.find((event) => beganShadow(event, rule))
      return began === undefined ? [] : [[rule.shadow, began.at]]
    }),
  )
}

function beganShadow(event: RecordedEvent, { kind, id }: ShadowRule): boolean {
  if (event.kind === 'call' || !KINDS[kind].includes(event.kind)) return false
  const { subject, facts } = event
  if (kind !== 'guard') return subject === id && facts['state'] === 'shadow'
  // Of a part without an id the log has each member as text.
  const { destructive, destructiveBefore } = facts
  const isShadow = (fact: unknown) => typeof fact === 'string' && fact.includes('"state":"shadow"')
  return isShadow(destructive) && !isShadow(destructiveBefore)
}
