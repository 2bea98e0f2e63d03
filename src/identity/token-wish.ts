import type { Fault } from '../lib/fault.ts'
import { faultsAt } from '../lib/input-faults.ts'
import { Refusal } from '../lib/refusal.ts'
import { lineFault } from './providers/check-text.ts'
import { parseTokenLimits } from './token-limits.ts'
import type { TokenPower } from './token-widening.ts'
import {
  TOKEN_DAYS_MAX,
  TOKEN_NAME_LENGTH_MAX,
  TOKEN_PURPOSE_LENGTH_MAX,
  type TokenWish,
} from './tokens.ts'

/** @throws Refusal `request/invalid-input` with these faults, if there are any */
export function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length === 0) return
  // What a fault says, and where, may have the sender's own words in it.
  throw new Refusal('request/invalid-input', { detail: `${faults.length} faults`, faults })
}

/** All that stands in the way of making such a token. */
export function wishFaults(wish: TokenWish): readonly Fault[] {
  const { name, lifetimeDays, lifetimeDaysMax, limits = {}, service } = wish
  const parsed = parseTokenLimits(limits)
  return [
    ...at('name', tokenNameFault(name)),
    ...at('lifetimeDays', lifetimeFault(lifetimeDays, lifetimeDaysMax)),
    ...at('purpose', service === undefined ? undefined : purposeFault(service.purpose)),
    ...(parsed.kind === 'refused' ? faultsAt('limits', parsed.faults) : []),
    ...powerFaults({ ...wish, limits, isService: service !== undefined }),
  ]
}

interface TokenForm extends TokenPower {
  readonly isService: boolean
}

/** What cannot be in one token, when it is made and when it is changed. */
export function powerFaults({ access, actsAs, limits, isService }: TokenForm): readonly Fault[] {
  const manages = access === 'manage'
  const isLimited = Object.values(limits).some((list) => list !== undefined)
  return [
    ...at('access', manages && isService ? SERVICE_MANAGES : undefined),
    // What is changed in Gatehouse was changed by a person, and its record names that person.
    ...at('actsAs', manages && actsAs === 'app' ? APP_MANAGES : undefined),
    ...at('actsAs', isService && actsAs !== 'app' ? SERVICE_AS_USER : undefined),
    // It calls no product; whoever limited it would believe in a limit that holds nowhere.
    ...at('limits', manages && isLimited ? LIMITS_MANAGING : undefined),
  ]
}

const SERVICE_MANAGES = 'A service account’s token reads or writes; it cannot manage Gatehouse.'
const APP_MANAGES = 'A token that manages Gatehouse acts as its owner.'
const SERVICE_AS_USER = 'A service account’s token acts as the app.'
const LIMITS_MANAGING = 'A token that manages Gatehouse calls no product, so it has no limits.'

export function tokenNameFault(name: string): string | undefined {
  const trimmed = name.trim()
  if (trimmed === '') return 'Give the token a name, so that you recognise it later.'
  if (trimmed.length > TOKEN_NAME_LENGTH_MAX) {
    return `Use at most ${TOKEN_NAME_LENGTH_MAX} characters.`
  }
  return lineFault(trimmed)
}

export function purposeFault(purpose: string): string | undefined {
  const trimmed = purpose.trim()
  if (trimmed === '') return 'Say what the token is for.'
  if (trimmed.length > TOKEN_PURPOSE_LENGTH_MAX) {
    return `Use at most ${TOKEN_PURPOSE_LENGTH_MAX} characters.`
  }
  return lineFault(trimmed)
}

// Asks what is allowed rather than what is not: a bound that is no number allows nothing.
function lifetimeFault(days: number, daysMax: number): string | undefined {
  const longest = Math.min(daysMax, TOKEN_DAYS_MAX)
  if (Number.isInteger(days) && days >= 1 && days <= longest) return undefined
  return `Must be a whole number of days from 1 to ${longest}.`
}

function at(path: string, says: string | undefined): readonly Fault[] {
  return says === undefined ? [] : [{ path, says }]
}
