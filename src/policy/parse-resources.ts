import { z } from 'zod'
import { memberOf } from '../identity/providers/draft-members.ts'
import { members, readBy, whole } from '../identity/providers/parse-fields.ts'
import type { Fault, Parsed } from '../lib/fault.ts'
import { queryConditions } from './parse-query-conditions.ts'
import {
  callFields,
  flag,
  idField,
  nameField,
  networkList,
  parseBy,
  stateField,
} from './parse-rule-fields.ts'
import { parseWho } from './parse-who.ts'
import type { ResourceRule } from './resource-rule.ts'
import { schemasBy, type SiteKind } from './site-kind.ts'
import { tokenAuthFaults } from './token-auth-faults.ts'

const COST_MAX = 1000

// Making a schema takes far longer than using it.
const SCHEMAS = schemasBy(ruleSchema)

/** A resource rule from its JSON form. Whether whom it names exists is for `checkReferences` to say. */
export function parseResource(input: unknown, kind: SiteKind): Parsed<ResourceRule> {
  const parsed = parseBy(SCHEMAS(kind), input)
  const together = [...anonymousFaults(input), ...tokenAuthFaults(parsed)]
  if (together.length === 0) return parsed
  const alone = parsed.kind === 'refused' ? parsed.faults : []
  return { kind: 'refused', faults: [...alone, ...together] }
}

function ruleSchema(kind: SiteKind) {
  return members(
    {
      id: idField('read-issues'),
      name: nameField,
      state: stateField,
      effect: z.enum(['allow', 'deny'], { error: 'Must be allow or deny.' }),
      ...callFields(kind),
      query: queryConditions.optional(),
      actsAs: z.enum(['user', 'app'], { error: 'Must be user or app, or left out.' }).optional(),
      who: readBy(parseWho).optional(),
      networks: networkList('List at least one network, or leave networks out.', 1).optional(),
      anonymous: flag.optional(),
      cost: whole(1, COST_MAX).optional(),
      anonymousConfirmed: flag.optional(),
    },
    'Must be an object with id, name, state, effect, methods and path and, as you want it, query, actsAs, who, networks, anonymous and cost.',
  )
}

/**
 * Whoever has no credential is nobody, so nothing that asks who they are can hold. What they may do is
 * said method by method: that every method is open to the world should not come of one word.
 */
function anonymousFaults(input: unknown): Fault[] {
  if (memberOf(input, 'anonymous') !== true) return []
  const has = (name: string) => memberOf(input, name) !== undefined
  const says = [
    ...(memberOf(input, 'effect') === 'deny'
      ? [
          'Only a rule that allows can be for callers without a credential; all that denies holds for them.',
        ]
      : []),
    ...(memberOf(input, 'methods') === 'all'
      ? ['Say in methods what may be done without a credential: reads, or a list.']
      : []),
    ...(has('who') ? ['Leave out who: a caller without a credential is nobody.'] : []),
    ...(has('actsAs') ? ['Leave out actsAs: a call without a credential is made as nobody.'] : []),
  ]
  return says.map((each) => ({ path: 'anonymous', says: each }))
}
