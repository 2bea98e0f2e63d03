import { parseProvider, type ProviderContext } from '../identity/providers/parse-provider.ts'
import type { Provider } from '../identity/providers/provider.ts'
import type { Parsed } from '../lib/fault.ts'
import { FAULTS_MAX, faultsAt } from '../lib/input-faults.ts'
import {
  namesFaults,
  namesIn,
  PROVIDERS_MAX,
  sizeFaults,
  type ProviderNames,
} from './parse-provider-names.ts'

export interface ProvidersContext extends Omit<ProviderContext, 'existing'> {
  /** Those that are replaced; they keep their secrets where the input says `"[sealed]"`. */
  readonly existing: readonly Provider[]
}

/** Providers as far as they could be read. */
export interface ReadProviders {
  readonly parsed: Parsed<readonly Provider[]>
  readonly known: readonly ProviderNames[] | undefined
}

/** Providers from their JSON form. Paths begin at the list. */
export function readProviders(input: unknown, context: ProvidersContext): ReadProviders {
  if (!Array.isArray(input)) {
    const says = 'Must be a list; an empty one trusts nobody.'
    return { parsed: { kind: 'refused', faults: [{ path: '', says }] }, known: undefined }
  }
  const entries: readonly unknown[] = input.slice(0, PROVIDERS_MAX + 1)
  const known = entries.map(namesIn)
  const tooMuch = sizeFaults(known)
  const faults = [...tooMuch, ...namesFaults(known)]
  const value: Provider[] = []
  // What is too much is a fault already, and looking at each of it would only cost time.
  for (const [index, entry] of tooMuch.length > 0 ? [] : entries.entries()) {
    if (faults.length >= FAULTS_MAX) break
    const existing = replacedBy(known[index]?.id, context)
    const parsed = parseProvider(entry, { ...context, existing })
    if (parsed.kind === 'accepted') value.push(parsed.value)
    else faults.push(...faultsAt(String(index), parsed.faults))
  }
  const parsed: Parsed<readonly Provider[]> =
    faults.length > 0 ? { kind: 'refused', faults } : { kind: 'accepted', value }
  return { parsed, known }
}

function replacedBy(id: string | undefined, { existing }: ProvidersContext): Provider | undefined {
  return id === undefined ? undefined : existing.find((each) => each.id === id)
}
