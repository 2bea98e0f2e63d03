import { members } from '../identity/providers/parse-fields.ts'
import { z } from 'zod'
import type { Parsed } from '../lib/fault.ts'
import { flag, parseBy } from './parse-rule-fields.ts'
import type { SiteKind } from './site-kind.ts'
import { DATA_CENTER_SWITCHES, DEFAULT_SWITCHES, type Switches } from './switches.ts'

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
  // Younger than the others, and nothing that a site of the Cloud has to say anything of.
  signOnCookies: flag.default(false),
  bearerPassThrough: flag.default(false),
} satisfies Record<keyof Switches, z.ZodType>

const switches = members(fields, 'Must be an object with all switches.')

/** All switches from their JSON form. None that can be on anywhere has a default: what is left out was never decided. */
export function parseSwitches(
  input: unknown,
  { isDataCenter }: Pick<SiteKind, 'isDataCenter'> = {},
): Parsed<Switches> {
  const parsed = parseBy(switches, input)
  if (parsed.kind === 'refused' || isDataCenter === true) return parsed
  const faults = DATA_CENTER_SWITCHES.filter((name) => parsed.value[name]).map((path) => ({
    path,
    says: 'Only a Data Center site can have this on.',
  }))
  return faults.length === 0 ? parsed : { kind: 'refused', faults }
}
