import { members } from '../identity/providers/parse-fields.ts'
import { z } from 'zod'
import type { Parsed } from '../lib/fault.ts'
import { flag, parseBy } from './parse-rule-fields.ts'
import { DEFAULT_SWITCHES, type Switches } from './switches.ts'

// The default is the most that `identity/` allows at all.
const DAYS_MAX = DEFAULT_SWITCHES.tokenDaysMax
const error = `Must be a whole number of days from 1 to ${DAYS_MAX}.`

const fields = {
  gateway: flag,
  anonymousCalls: flag,
  usersMayCreateTokens: flag,
  tokenDaysMax: z.int({ error }).min(1, { error }).max(DAYS_MAX, { error }),
  apiTokens: flag,
  providerTokens: flag,
  contextTokens: flag,
  basicPassThrough: flag,
} satisfies Record<keyof Switches, z.ZodType>

const switches = members(fields, 'Must be an object with all switches.')

/** All switches from their JSON form. None has a default: what is left out was never decided. */
export function parseSwitches(input: unknown): Parsed<Switches> {
  return parseBy(switches, input)
}
