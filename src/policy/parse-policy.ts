import { z } from 'zod'
import { parseProvider, type ProviderContext } from '../identity/providers/parse-provider.ts'
import type { Provider } from '../identity/providers/provider.ts'
import type { Fault, Parsed } from '../lib/fault.ts'
import { faultsAt, faultsOf, memberMessage } from '../lib/input-faults.ts'
import type { PolicyDocument } from './policy-document.ts'
import { DEFAULT_SWITCHES, type Switches } from './switches.ts'

export interface PolicyContext extends Omit<ProviderContext, 'existing'> {
  /** The document that is replaced; its providers keep their secrets where the input says `"[sealed]"`. */
  readonly existing: PolicyDocument
}

/** A whole policy from its JSON form. Everything that is wrong is told at once. */
export function parsePolicy(input: unknown, context: PolicyContext): Parsed<PolicyDocument> {
  const read = documentSchema.safeParse(input)
  const entries = providersIn.safeParse(input).data?.providers ?? []
  // A long list is a fault already, and looking at each of it would only cost time.
  const parsed = entries
    .slice(0, PROVIDERS_MAX)
    .map((entry) => parseProvider(entry, contextOf(entry, context)))
  const faults = [
    ...(read.success ? [] : faultsOf(read.error.issues)),
    ...parsed.flatMap(providerFaults),
    ...namesFaults(entries.map(namesOf)),
  ]
  if (!read.success || faults.length > 0) return { kind: 'refused', faults }
  const providers = parsed.flatMap((each) => (each.kind === 'accepted' ? each.value : []))
  return { kind: 'accepted', value: { ...read.data, providers } }
}

function providerFaults(parsed: Parsed<Provider>, index: number): Fault[] {
  return parsed.kind === 'accepted' ? [] : faultsAt(`providers.${index}`, parsed.faults)
}

function contextOf(entry: unknown, { existing, ...rest }: PolicyContext): ProviderContext {
  const { id } = namesOf(entry)
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

// Only the names, whatever is wrong with the rest: two faults of different kinds are told at once.
const text = z.string().optional().catch(undefined)
const namesSchema = z
  .object({
    id: text,
    issuer: text,
    keys: z
      .object({ from: z.literal('introspection'), prefix: text })
      .optional()
      .catch(undefined),
  })
  .catch({})

function namesOf(entry: unknown): ProviderNames {
  const { id, issuer, keys } = namesSchema.parse(entry)
  return { id, issuer, prefix: keys?.prefix }
}

const PROVIDERS_MAX = 100

/** What tells a provider from others; absent where it has none, or none that could be read. */
interface ProviderNames {
  readonly id?: string | undefined
  readonly issuer?: string | undefined
  readonly prefix?: string | undefined
}

/**
 * What is wrong with providers side by side, the switched-off ones included: two that could both answer
 * for a token would make it a matter of chance which one does. Paths are those of a policy document.
 */
export function checkProviders(providers: readonly Provider[]): Fault[] {
  return namesFaults(
    providers.map(({ id, issuer, keys }) => ({
      id,
      issuer,
      prefix: keys.from === 'introspection' ? keys.prefix : undefined,
    })),
  )
}

function namesFaults(providers: readonly ProviderNames[]): Fault[] {
  const faults = [
    ...repeats(providers, 'id', 'id', 'Another provider has this id too.'),
    ...repeats(providers, 'issuer', 'issuer', 'Another provider has this issuer too.'),
    ...repeats(
      providers,
      'prefix',
      'keys.prefix',
      'Another provider takes the tokens that begin so, too.',
    ),
  ]
  if (providers.length <= PROVIDERS_MAX) return faults
  return [{ path: 'providers', says: `Use at most ${PROVIDERS_MAX} providers.` }, ...faults]
}

// Told at each of them: which one is to change is for whoever changes one to say.
function repeats(
  providers: readonly ProviderNames[],
  name: keyof ProviderNames,
  path: string,
  says: string,
): Fault[] {
  const count = new Map<string | undefined, number>()
  for (const { [name]: value } of providers) count.set(value, (count.get(value) ?? 0) + 1)
  return providers.flatMap(({ [name]: value }, index) =>
    value !== undefined && (count.get(value) ?? 0) > 1
      ? [{ path: `providers.${index}.${path}`, says }]
      : [],
  )
}
