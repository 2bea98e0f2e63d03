import { z } from 'zod'
import type { Provider } from '../identity/providers/provider.ts'
import type { Fault } from '../lib/fault.ts'

export const PROVIDERS_MAX = 100
/** Each has to be read, which takes the best part of a millisecond. */
const PEMS_MAX = 100

/** What tells a provider from others; absent where it has none, or none that could be read. */
export interface ProviderNames {
  readonly id?: string | undefined
  readonly issuer?: string | undefined
  readonly prefix?: string | undefined
  /** How many keys are pasted. */
  readonly pems: number
  /** Whether it says which claim holds groups, well or not. */
  readonly hasGroupsClaim: boolean
}

// Only the names, whatever is wrong with the rest: two faults of different kinds are told at once.
const text = z.string().optional().catch(undefined)
const namesSchema = z
  .object({
    id: text,
    issuer: text,
    keys: z
      .object({ from: text, prefix: text, pems: z.array(z.unknown()).catch([]) })
      .optional()
      .catch(undefined),
    groupsClaim: z.unknown().optional(),
  })
  .catch({})

/** Of a provider in its JSON form, whatever is wrong with it. */
export function namesIn(entry: unknown): ProviderNames {
  const { id, issuer, keys, groupsClaim } = namesSchema.parse(entry)
  const prefix = keys?.from === 'introspection' ? keys.prefix : undefined
  const pems = keys?.from === 'pem' ? keys.pems.length : 0
  return { id, issuer, prefix, pems, hasGroupsClaim: groupsClaim !== undefined }
}

export function namesOf({ id, issuer, keys, groupsClaim }: Provider): ProviderNames {
  return {
    id,
    issuer,
    prefix: keys.from === 'introspection' ? keys.prefix : undefined,
    pems: keys.from === 'pem' ? keys.pems.length : 0,
    hasGroupsClaim: groupsClaim !== undefined,
  }
}

/** What is too much to be looked at. Paths begin at the list. */
export function sizeFaults(providers: readonly ProviderNames[]): Fault[] {
  const pems = providers.reduce((sum, each) => sum + each.pems, 0)
  const says = [
    ...(providers.length > PROVIDERS_MAX ? [`Use at most ${PROVIDERS_MAX} providers.`] : []),
    ...(pems > PEMS_MAX ? [`Use at most ${PEMS_MAX} pasted keys in all providers.`] : []),
  ]
  return says.map((each) => ({ path: '', says: each }))
}

/**
 * What two providers must not have in common, the switched-off ones included: two that could both answer
 * for a token would make it a matter of chance which one does. Paths begin at the list.
 */
export function namesFaults(providers: readonly ProviderNames[]): Fault[] {
  return [
    ...repeats(providers, 'id', 'id', 'Another provider has this id too.'),
    ...repeats(providers, 'issuer', 'issuer', 'Another provider has this issuer too.'),
    ...repeats(
      providers,
      'prefix',
      'keys.prefix',
      'Another provider takes the tokens that begin so, too.',
    ),
  ]
}

// Told at each of them: which one is to change is for whoever changes one to say.
function repeats(
  providers: readonly ProviderNames[],
  name: 'id' | 'issuer' | 'prefix',
  path: string,
  says: string,
): Fault[] {
  const count = new Map<string | undefined, number>()
  for (const { [name]: value } of providers) count.set(value, (count.get(value) ?? 0) + 1)
  return providers.flatMap(({ [name]: value }, index) =>
    value !== undefined && (count.get(value) ?? 0) > 1 ? [{ path: `${index}.${path}`, says }] : [],
  )
}
