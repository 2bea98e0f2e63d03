import type { ChangeEvent } from '../audit/audit-event.ts'
import type { Provider } from '../identity/providers/provider.ts'
import type { Ids } from '../lib/ids.ts'
import { changeFacts } from './change-facts.ts'
import { between, inFull, ofPart, type Difference, type Telling } from './differences.ts'
import type { PolicyDocument } from './policy-document.ts'
import type { ResourceRule } from './resource-rule.ts'
import { switchFacts } from './switches.ts'

/** What all events of one change have in common. */
export interface ChangeBase extends Pick<ChangeEvent, 'tenantId' | 'at' | 'requestId' | 'actor'> {
  readonly ids: Pick<Ids, 'next'>
  /** Version that the change makes. */
  readonly version: number
}

/**
 * What differs, as the audit log tells it: one event for each part that was changed, and for each entry
 * of a list that was added, changed or removed. Of a provider's keys it is only told that they differ,
 * never what they are: a secret stays out of the log, sealed as well.
 */
export function policyEvents(
  before: PolicyDocument,
  after: PolicyDocument,
  { ids, version, ...common }: ChangeBase,
): ChangeEvent[] {
  const event = ({ kind, subject = common.tenantId, facts }: Difference): ChangeEvent => ({
    id: ids.next(),
    ...common,
    kind,
    subject,
    facts,
  })
  const switched = switchFacts(before.switches, after.switches)
  return [
    ...(switched === undefined ? [] : [event({ kind: 'switches.changed', facts: switched })]),
    ...differencesOf(before, after).map((each) =>
      event({ ...each, facts: { ...each.facts, version } }),
    ),
  ]
}

function differencesOf(before: PolicyDocument, after: PolicyDocument): Difference[] {
  const { rules: limitsBefore, ...restBefore } = before.limits
  const { rules: limits, ...rest } = after.limits
  return [
    ...between(before.providers, after.providers, PROVIDERS),
    ...between(before.groups, after.groups, inFull('group')),
    ...ofPart('access.changed', before.access, after.access),
    ...ofPart('networks.changed', before.networks, after.networks),
    ...ofResources(before.resources, after.resources),
    ...between(before.bypasses, after.bypasses, inFull('bypass')),
    ...ofPart('token-rules.changed', before.tokens, after.tokens),
    ...between(limitsBefore, limits, inFull('limit')),
    ...ofPart('limits.changed', restBefore, rest),
    ...ofPart('retention.changed', before.retention, after.retention),
  ]
}

const PROVIDERS: Telling<Provider> = {
  of: 'provider',
  facts: ({ name, enabled, issuer, keys }) => ({
    name,
    enabled,
    keysFrom: keys.from,
    ...(issuer === undefined ? {} : { issuer }),
  }),
  // Those whose values are short and say most years later.
  changes: (before, after) => changeFacts(before, after, ['name', 'enabled', 'issuer']),
}

// The first rule that allows decides what a call costs, so their order is told as well.
function ofResources(
  before: readonly ResourceRule[],
  after: readonly ResourceRule[],
): Difference[] {
  const [idsBefore, ids] = [before.map(({ id }) => id), after.map(({ id }) => id)]
  const told = between(before, after, inFull('resource')).map((each): Difference => {
    if (each.kind !== 'resource.added') return each
    return { ...each, facts: { ...each.facts, position: ids.indexOf(each.subject ?? '') + 1 } }
  })
  const orderBefore = idsBefore.filter((id) => ids.includes(id))
  const order = ids.filter((id) => idsBefore.includes(id))
  return [...told, ...ofPart('resources.reordered', { order: orderBefore }, { order })]
}
