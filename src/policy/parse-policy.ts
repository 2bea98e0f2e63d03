import { z } from 'zod'
import { parseProvider, type ProviderContext } from '../identity/providers/parse-provider.ts'
import type { Provider } from '../identity/providers/provider.ts'
import type { Fault, Parsed } from '../lib/fault.ts'
import { FAULTS_MAX, faultsAt, faultsOf, memberMessage } from '../lib/input-faults.ts'
import type { PolicyDocument } from './policy-document.ts'
import { namesFaults, namesIn, namesOf, PROVIDERS_MAX, sizeFaults } from './parse-provider-names.ts'
import { DEFAULT_SWITCHES, type Switches } from './switches.ts'

export interface PolicyContext extends Omit<ProviderContext, 'existing'> {
  /** The document that is replaced; its providers keep their secrets where the input says `"[sealed]"`. */
  readonly existing: PolicyDocument
}

/** A whole policy from its JSON form. All that is wrong is told at once, up to a hundred faults. */
export function parsePolicy(input: unknown, context: PolicyContext): Parsed<PolicyDocument> {
  const read = documentSchema.safeParse(input)
  const entries = providersIn.safeParse(input).data?.providers ?? []
  const names = entries.slice(0, PROVIDERS_MAX).map(namesIn)
  const tooMuch = sizeFaults(entries.length, names)
  const faults = [
    ...(read.success ? [] : faultsOf(read.error.issues)),
    ...tooMuch,
    ...namesFaults(names),
  ]
  const providers: Provider[] = []
  // What is too much is a fault already, and looking at each of it would only cost time.
  for (const [index, entry] of tooMuch.length > 0 ? [] : entries.entries()) {
    if (faults.length >= FAULTS_MAX) break
    const parsed = parseProvider(entry, contextOf(entry, context))
    if (parsed.kind === 'accepted') providers.push(parsed.value)
    else faults.push(...faultsAt(`providers.${index}`, parsed.faults))
  }
  if (read.success && faults.length === 0) {
    return { kind: 'accepted', value: { ...read.data, providers } }
  }
  return { kind: 'refused', faults: faults.slice(0, FAULTS_MAX) }
}

function contextOf(entry: unknown, { existing, ...rest }: PolicyContext): ProviderContext {
  const { id } = namesIn(entry)
  return {
    ...rest,
    existing: existing.providers.find((each) => id !== undefined && each.id === id),
  }
}

const flag = z.boolean({ error: 'Must be true or false.' })
const DAYS = `Must be a whole number of days from 1 to ${DEFAULT_SWITCHES.tokenDaysMax}.`
const switches = {
  usersMayCreateTokens: flag,
  // The default is the most that `identity/` allows at all.
  tokenDaysMax: z
    .int({ error: DAYS })
    .min(1, { error: DAYS })
    .max(DEFAULT_SWITCHES.tokenDaysMax, { error: DAYS }),
  apiTokens: flag,
  providerTokens: flag,
  contextTokens: flag,
  basicPassThrough: flag,
} satisfies Record<keyof Switches, z.ZodType>

const document = {
  format: z.literal(1, { error: 'Must be 1, the only format that there is.' }),
  switches: z.strictObject(switches, {
    error: memberMessage(Object.keys(switches), 'Must be an object with all switches.'),
  }),
  providers: z.array(z.unknown(), { error: 'Must be a list; an empty one trusts nobody.' }),
}
const documentSchema = z.strictObject(document, {
  error: memberMessage(Object.keys(document), 'A policy must be an object.'),
})
const providersIn = z.object({ providers: z.array(z.unknown()) })

/**
 * What is wrong with providers side by side, the switched-off ones included: two that could both answer
 * for a token would make it a matter of chance which one does. Paths are those of a policy document.
 */
export function checkProviders(providers: readonly Provider[]): Fault[] {
  const names = providers.map(namesOf)
  return [...sizeFaults(names.length, names), ...namesFaults(names)]
}
