import type { ChangeEvent } from '../audit/audit-event.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { ApiToken, TokenLimits } from './api-token.ts'
import { LIMIT_NAMES } from './token-limits.ts'
import type { TokenPower } from './token-widening.ts'

type Facts = ChangeEvent['facts']

/** The audit event of what is done with a token now. */
export type TokenEvents = (
  kind: Extract<ChangeEvent['kind'], `token.${string}`>,
  token: Pick<ApiToken, 'id' | 'tenantId'>,
  by: { readonly actor: string; readonly requestId: string },
  facts: Facts,
) => ChangeEvent

export function createTokenEvents(deps: {
  readonly clock: Clock
  readonly ids: Pick<Ids, 'next'>
}): TokenEvents {
  return (kind, { id, tenantId }, { actor, requestId }, facts) => ({
    id: deps.ids.next(),
    tenantId,
    at: deps.clock.now(),
    requestId,
    kind,
    actor,
    subject: id,
    facts,
  })
}

/** Those limits that there are. */
export function limitFacts(limits: TokenLimits): Facts {
  const set = LIMIT_NAMES.filter((name) => limits[name] !== undefined)
  return Object.fromEntries(set.map((name) => [name, toldList(limits[name])]))
}

/**
 * What differs, as it is and as it was: `access` and `accessBefore`. Undefined when nothing does.
 */
export function changeFacts(before: TokenPower, after: TokenPower): Facts | undefined {
  const [then, now] = [toldPower(before), toldPower(after)]
  const changed = [...now.keys()].filter((name) => now.get(name)?.whole !== then.get(name)?.whole)
  if (changed.length === 0) return undefined
  return Object.fromEntries(
    changed.flatMap((name) => [
      [name, now.get(name)?.told ?? ''],
      [`${name}Before`, then.get(name)?.told ?? ''],
    ]),
  )
}

interface Told {
  readonly told: string
  /** What is compared: of a long list more than what is told. */
  readonly whole: string
}

function toldPower({ access, actsAs, limits }: TokenPower): ReadonlyMap<string, Told> {
  return new Map([
    ['access', { told: access, whole: access }],
    ['actsAs', { told: actsAs, whole: actsAs }],
    ...LIMIT_NAMES.map((name): [string, Told] => {
      const list = limits[name]
      return [name, { told: toldList(list), whole: JSON.stringify(list ?? null) }]
    }),
  ])
}

/** A fact is to be read years later, and a hundred patterns are read by nobody. */
const LIST_LENGTH_MAX = 500

function toldList(list: readonly string[] | undefined): string {
  if (list === undefined) return 'any'
  const told = list.join(', ')
  return told.length <= LIST_LENGTH_MAX ? told : `${list.length} entries`
}
