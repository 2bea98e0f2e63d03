import type { LimitRule } from '../../../policy/limit-rule.ts'
import { EMPTY_WHO, type WhoForm } from '../access/resource-form.ts'
import { whoFormOf } from '../access/who-ticks.ts'
import type { SentForm } from '../sent-form.ts'
import { inUnits } from './limit-words.ts'

/** The single fields of a limit's form. A window is a number and the seconds of its unit. */
export const LIMIT_FIELDS = [
  'name',
  'id',
  'state',
  'per',
  'points',
  'window',
  'unit',
  'burst.points',
  'burst.window',
  'burst.unit',
  'who.by',
  'who.json',
] as const
type LimitField = (typeof LIMIT_FIELDS)[number]

/** The form of a limit, as it is sent and shown: texts, and the names of what is ticked. */
export interface LimitForm {
  readonly fields: Readonly<Record<LimitField, string>>
  /** They mean something where `who.by` is `ticks`. */
  readonly groups: readonly string[]
  readonly providers: readonly string[]
  readonly credentials: readonly string[]
}

/** A tick for each group and provider that there may be. */
export const LIMIT_FORM = { bytesMax: 64 * 1024, fieldsMax: 400 }

/** The form as it shows a limit; without one, as a new limit begins. */
export function limitFormOf(limit: LimitRule | undefined): LimitForm {
  const window = inUnits(limit?.seconds ?? 60)
  const burst = limit?.burst && inUnits(limit.burst.seconds)
  const ticks = whoFormOf(limit?.who)
  const by = whoBy(limit, ticks)
  return {
    fields: {
      name: limit?.name ?? '',
      id: limit?.id ?? '',
      state: limit?.state ?? 'on',
      per: limit?.per ?? 'credential',
      points: limit === undefined ? '' : String(limit.points),
      window: String(window.count),
      unit: String(window.unit),
      'burst.points': limit?.burst === undefined ? '' : String(limit.burst.points),
      'burst.window': burst === undefined ? '' : String(burst.count),
      'burst.unit': String(burst?.unit ?? 1),
      'who.by': by,
      'who.json': by === 'json' ? JSON.stringify(limit?.who, null, 2) : '',
    },
    ...(by === 'ticks' ? ticksIn(ticks) : ticksIn(EMPTY_WHO)),
  }
}

export function readLimitForm(sent: SentForm): LimitForm {
  return {
    fields: fieldsBy((name) => sent.text(name)),
    groups: sent.below('who.group.'),
    providers: sent.below('who.provider.'),
    credentials: sent.below('who.credential.'),
  }
}

function fieldsBy(text: (name: LimitField) => string): Record<LimitField, string> {
  // Made of LIMIT_FIELDS, which is every LimitField.
  return Object.fromEntries(LIMIT_FIELDS.map((name) => [name, text(name)])) as Record<
    LimitField,
    string
  >
}

// Single tokens are not offered: a limit for some of them has always something else in mind.
function whoBy(limit: LimitRule | undefined, { json, tokens }: WhoForm): string {
  if (limit?.who === undefined) return 'all'
  return json === undefined && tokens === '' ? 'ticks' : 'json'
}

function ticksIn({ groups, providers, credentials }: WhoForm) {
  return { groups, providers, credentials }
}
