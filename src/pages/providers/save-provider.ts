import { parseProvider } from '../../identity/providers/parse-provider.ts'
import type { Provider } from '../../identity/providers/provider.ts'
import type { Fault } from '../../lib/fault.ts'
import { checkReferences } from '../../policy/check-references.ts'
import type { PolicyDocument } from '../../policy/policy-document.ts'
import type { Product } from '../../tenants/tenant.ts'
import { faultWords } from '../rules/place-words.ts'
import { draftOf } from './form-to-draft.ts'
import type { ProviderForm } from './provider-form.ts'
import { keptSecretsOf, movedSecretFaults, readAsOf } from './shown-form.ts'

/** What somebody wants to save, and which provider they opened for it. */
export interface SaveRequest {
  readonly form: ProviderForm
  /** Absent for a new provider. */
  readonly edited: { readonly id: string; readonly readAs: string } | undefined
}

export interface SaveRules {
  readonly allowPrivateAddresses: boolean
  readonly product: Product
  readonly isDataCenter?: boolean | undefined
}

export type Saving =
  | { readonly kind: 'saved'; readonly document: PolicyDocument; readonly provider: Provider }
  | { readonly kind: 'refused'; readonly faults: readonly Fault[] }
  /** Somebody else changed or removed the provider since the form was opened. */
  | { readonly kind: 'outdated'; readonly by: 'change' | 'removal' }

/**
 * Puts the provider of a form into a document, or says why not. Decided on the document as it is
 * stored at this moment, so that two admins neither undo each other nor make one id twice.
 */
export function saveProvider(
  document: PolicyDocument,
  { form, edited }: SaveRequest,
  rules: SaveRules,
): Saving {
  const existing = document.providers.find(({ id }) => id === edited?.id)
  if (edited !== undefined) {
    if (existing === undefined) return { kind: 'outdated', by: 'removal' }
    if (readAsOf(existing) !== edited.readAs) return { kind: 'outdated', by: 'change' }
  }
  const sent = draftOf(form, existing === undefined ? [] : keptSecretsOf(existing))
  const { draft } = sent
  const faults = [
    ...sent.faults,
    ...(existing === undefined ? [] : movedSecretFaults(form, existing)),
  ]
  const fixed = existing === undefined ? {} : { id: existing.id }
  const input = { ...draft, ...fixed, enabled: existing?.enabled ?? true }
  const parsed = parseProvider(input, { ...rules, ...(existing === undefined ? {} : { existing }) })
  if (parsed.kind === 'refused')
    return { kind: 'refused', faults: withoutMadeId([...faults, ...parsed.faults], form) }
  if (faults.length > 0) return { kind: 'refused', faults }

  const provider = withOrderOf(existing, parsed.value)
  const at =
    existing === undefined ? document.providers.length : document.providers.indexOf(existing)
  const providers = document.providers.toSpliced(at, 1, provider)
  const saved = { ...document, providers }
  const clashes = checkReferences(saved)
  if (clashes.length > 0) return { kind: 'refused', faults: ofProvider(clashes, at, saved) }
  return { kind: 'saved', document: saved, provider }
}

// An id that is made of a name is only as wrong as the name is.
function withoutMadeId(faults: readonly Fault[], { fields }: ProviderForm): readonly Fault[] {
  const isMadeOfNothing = fields.id.trim() === '' && fields.name.trim() === ''
  return isMadeOfNothing ? faults.filter(({ path }) => path !== 'id') : faults
}

// Ticks have no order, so saving a form untouched must not look like a change of algorithms.
function withOrderOf(existing: Provider | undefined, provider: Provider): Provider {
  const sorted = (list: readonly string[] = []) => [...list].sort().join(' ')
  const isSame = sorted(existing?.algorithms) === sorted(provider.algorithms)
  return existing !== undefined && isSame
    ? { ...provider, algorithms: existing.algorithms }
    : provider
}

// A clash is told at each provider that has a part in it; here the one that is being saved counts.
function ofProvider(
  faults: readonly Fault[],
  at: number,
  document: PolicyDocument,
): readonly Fault[] {
  const own = `providers.${String(at)}.`
  const ours = faults.filter(({ path }) => path.startsWith(own))
  if (ours.length === 0) {
    return faults.map((fault) => ({ path: '', says: faultWords(fault, document) }))
  }
  return ours.map(({ path, says }) => ({ path: path.slice(own.length), says }))
}
