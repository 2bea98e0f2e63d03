import { z } from 'zod'
import type { TokenLimits } from '../identity/api-token.ts'
import { LIMIT_NAMES, parseTokenLimits } from '../identity/token-limits.ts'
import type { Fault } from '../lib/fault.ts'
import { listOf } from './providers/form-texts.ts'
import { nearestIn, placeFaults, withEntries } from './rules/place-faults.ts'

/** What a token is narrowed to, as it is typed: a field for each kind of limit. */
export type LimitTexts = Readonly<Record<keyof TokenLimits, string>>

/** Sentences for the fields that cannot be accepted, by their names. */
export type LimitFaults = ReadonlyMap<string, string>

export interface LimitsReading {
  readonly texts: LimitTexts
  /** Empty where there is a fault. */
  readonly limits: TokenLimits
  readonly faults: LimitFaults
}

export const NO_LIMITS: LimitTexts = { networks: '', resources: '', places: '' }

const field = z.string().catch('')
const form = z
  .object({ networks: field, resources: field, places: field })
  .catch({ networks: '', resources: '', places: '' })

/** Reads the fields that narrow a token; what is left empty narrows nothing. */
export function readLimits(body: unknown): LimitsReading {
  const texts = form.parse(body)
  const lists = {
    networks: listOf(texts.networks, /[\s,]+/),
    resources: listOf(texts.resources, /[\r\n]+/),
    places: listOf(texts.places.toUpperCase(), /[\s,]+/),
  }
  const filled = LIMIT_NAMES.filter((name) => lists[name].length > 0)
  const parsed = parseTokenLimits(Object.fromEntries(filled.map((name) => [name, lists[name]])))
  if (parsed.kind === 'accepted') return { texts, limits: parsed.value, faults: new Map() }
  const told = LIMIT_NAMES.reduce<readonly Fault[]>(
    (faults, name) => withEntries(faults, name, lists[name]),
    parsed.faults,
  )
  return { texts, limits: {}, faults: placeFaults(told, nearestIn(LIMIT_NAMES)).byField }
}

/** Limits as they are typed, to be changed. */
export function limitTextsOf({ networks, resources, places }: TokenLimits): LimitTexts {
  const lines = (list: readonly string[] = []) => list.join('\n')
  return {
    networks: lines(networks),
    resources: lines(resources),
    places: (places ?? []).join(', '),
  }
}
