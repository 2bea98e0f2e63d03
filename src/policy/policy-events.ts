import type { ChangeEvent } from '../audit/audit-event.ts'
import type { Provider } from '../identity/providers/provider.ts'
import type { Ids } from '../lib/ids.ts'
import { isSameValue } from '../lib/same-value.ts'
import type { PolicyDocument } from './policy-document.ts'
import { switchFacts } from './switches.ts'

/** What all events of one change have in common. */
export interface ChangeBase extends Pick<ChangeEvent, 'tenantId' | 'at' | 'requestId' | 'actor'> {
  readonly ids: Pick<Ids, 'next'>
  /** Version that the change makes. */
  readonly version: number
}

/**
 * What differs, as the audit log tells it: one event for the switches, one for each provider that was
 * added, changed or removed. Of a provider's keys it is only told that they differ, never what they
 * are: a secret stays out of the log, sealed as well.
 */
export function policyEvents(
  before: PolicyDocument,
  after: PolicyDocument,
  { ids, version, ...common }: ChangeBase,
): ChangeEvent[] {
  const event = (
    kind: ChangeEvent['kind'],
    subject: string,
    facts: ChangeEvent['facts'],
  ): ChangeEvent => ({ id: ids.next(), ...common, kind, subject, facts })

  const switched = switchFacts(before.switches, after.switches)
  const added = after.providers.filter((each) => withId(before, each.id) === undefined)
  const removed = before.providers.filter((each) => withId(after, each.id) === undefined)
  const changed = after.providers.flatMap((now) => {
    const then = withId(before, now.id)
    const facts = then === undefined ? undefined : changeFacts(then, now)
    return facts === undefined ? [] : [event('provider.changed', now.id, { ...facts, version })]
  })
  return [
    ...(switched === undefined ? [] : [event('switches.changed', common.tenantId, switched)]),
    ...added.map((each) => event('provider.added', each.id, { ...factsOf(each), version })),
    ...changed,
    ...removed.map((each) => event('provider.removed', each.id, { ...factsOf(each), version })),
  ]
}

function withId({ providers }: PolicyDocument, id: string): Provider | undefined {
  return providers.find((each) => each.id === id)
}

function factsOf({ name, enabled, issuer, keys }: Provider): ChangeEvent['facts'] {
  return { name, enabled, keysFrom: keys.from, ...(issuer === undefined ? {} : { issuer }) }
}

function changeFacts(before: Provider, after: Provider): ChangeEvent['facts'] | undefined {
  const [then, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  const members = [...new Set([...then.keys(), ...now.keys()])]
  const changed = members.filter((member) => !isSameValue(then.get(member), now.get(member)))
  if (changed.length === 0) return undefined
  // Those whose values are short and say most years later, as they are and as they were.
  const told = (['name', 'enabled', 'issuer'] as const).filter((each) => changed.includes(each))
  const values = told.flatMap((each): [string, string | boolean][] => [
    [each, after[each] ?? ''],
    [`${each}Before`, before[each] ?? ''],
  ])
  return { name: after.name, changed: changed.sort().join(','), ...Object.fromEntries(values) }
}
