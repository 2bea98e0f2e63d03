import { z } from 'zod'
import { memberOf } from '../identity/providers/draft-members.ts'
import { members, readBy, whole } from '../identity/providers/parse-fields.ts'
import type { Parsed } from '../lib/fault.ts'
import { faultsAt } from '../lib/input-faults.ts'
import { limitsFaults } from './check-limits.ts'
import { LIMIT_SCOPES, type LimitRule, type LimitRules } from './limit-rule.ts'
import { LISTS } from './list-faults.ts'
import { parseBudget, parseDestructive } from './parse-shared-limits.ts'
import { readList, type ReadList } from './parse-list.ts'
import { idField, nameField, parseBy, stateField } from './parse-rule-fields.ts'
import { parseWho } from './parse-who.ts'

const POINTS_MAX = 1_000_000
const DAY_SECONDS = 86_400

const RULES = 'Must be a list; an empty one limits nothing.'

const window = { points: whole(1, POINTS_MAX), seconds: whole(1, DAY_SECONDS) }

const limit = members(
  {
    id: idField('per-token'),
    name: nameField,
    state: stateField,
    per: z.enum(LIMIT_SCOPES, { error: `Must be one of ${LIMIT_SCOPES.join(', ')}.` }),
    who: readBy(parseWho).optional(),
    ...window,
    burst: members(window, 'Must be an object with points and seconds, or left out.').optional(),
  },
  'Must be an object with id, name, state, per, points and seconds and, as you want it, who and burst.',
)

/** A rate limit from its JSON form. Whether whom it names exists is for `checkReferences` to say. */
export function parseLimit(input: unknown): Parsed<LimitRule> {
  return parseBy(limit, input)
}

// The entries of `rules` are read one by one.
const frame = members(
  {
    rules: z.unknown().optional(),
    readsWhenBroken: z.enum(['refused', 'served'], {
      error: 'Say what becomes of reads while calls cannot be counted: refused or served.',
    }),
    destructive: readBy(parseDestructive).optional(),
    budget: readBy(parseBudget).optional(),
  },
  'Must be an object with rules and readsWhenBroken and, as you want it, destructive and budget.',
)

/** Limits as far as they could be read. */
export interface ReadLimits {
  readonly parsed: Parsed<LimitRules>
  readonly known: ReadList<LimitRule>['known']
}

export function readLimits(input: unknown): ReadLimits {
  const read = parseBy(frame, input)
  // What is no object at all has no rules either.
  if (read.kind === 'refused' && read.faults.some(({ path }) => path === '')) {
    return { parsed: read, known: undefined }
  }
  const rules = memberOf(input, 'rules')
  const { parsed, known } = readList(rules, LISTS.limits, RULES, parseLimit)
  const tooMany = parsed.kind === 'accepted' ? faultsAt('rules', limitsFaults(parsed.value)) : []
  if (read.kind === 'accepted' && parsed.kind === 'accepted' && tooMany.length === 0) {
    const value = { ...read.value, rules: parsed.value }
    return { parsed: { kind: 'accepted', value }, known }
  }
  const faults = [
    ...(read.kind === 'refused' ? read.faults : []),
    ...(parsed.kind === 'refused' ? faultsAt('rules', parsed.faults) : tooMany),
  ]
  return { parsed: { kind: 'refused', faults }, known }
}

/** All limits from their JSON form. Whether whom they name exists is for `checkReferences` to say. */
export function parseLimits(input: unknown): Parsed<LimitRules> {
  return readLimits(input).parsed
}
