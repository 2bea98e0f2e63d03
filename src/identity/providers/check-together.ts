import type { Fault } from '../../lib/fault.ts'
import { algorithmFaults, assertionFaults } from './check-algorithms.ts'
import { repeatsIn } from './check-text.ts'
import { hostFault, type AddressRules } from './check-url.ts'
import type {
  AsymmetricAlgorithm,
  Condition,
  ProviderKeys,
  SigningAlgorithm,
  TrustRule,
} from './provider.ts'

/** Conditions in all rules of a provider: each call with one of its tokens may look at every one. */
const CONDITIONS_MAX = 500

/**
 * Parts of a provider that have to go together; each is absent when it was left out or something about
 * it alone is wrong already, so that one fault hides no other.
 */
export interface ProviderParts {
  readonly id: string | undefined
  /** Id of the provider that is replaced. */
  readonly existingId: string | undefined
  readonly issuer: string | undefined
  readonly hasIssuer: boolean
  /** As it was entered, whether or not the rest of the keys is well. */
  readonly from: string | undefined
  readonly hasPrefix: boolean
  readonly keys: ProviderKeys | undefined
  readonly algorithms: readonly SigningAlgorithm[] | undefined
  readonly assertion:
    | { readonly able: readonly SigningAlgorithm[]; readonly algorithm: AsymmetricAlgorithm }
    | undefined
  readonly ruleNames: readonly (string | undefined)[]
  readonly rules: readonly TrustRule[] | undefined
}

export function togetherFaults(parts: ProviderParts, rules: AddressRules): Fault[] {
  const { from, keys, algorithms, assertion } = parts
  return [
    ...idFaults(parts),
    ...issuerFaults(parts, rules),
    ...(from === undefined || algorithms === undefined
      ? []
      : algorithmFaults(from, keys, algorithms)),
    ...(assertion === undefined ? [] : assertionFaults(assertion.able, assertion.algorithm)),
    ...repeatsIn(parts.ruleNames).map((index) => ({
      path: `rules.${index}.name`,
      says: 'Another rule has this name already; the audit log tells rules apart by it.',
    })),
    ...sizeFaults(parts.rules ?? []),
  ]
}

function idFaults({ id, existingId }: ProviderParts): Fault[] {
  if (id === undefined || existingId === undefined || id === existingId) return []
  return [{ path: 'id', says: `An id never changes; this provider’s is ${existingId}.` }]
}

function issuerFaults(parts: ProviderParts, rules: AddressRules): Fault[] {
  const { from, issuer, hasIssuer, hasPrefix } = parts
  if (!hasIssuer && from === 'introspection' && !hasPrefix) {
    const says =
      'Enter the issuer, or in keys.prefix how tokens begin: without either, no token would be this provider’s.'
    return [{ path: 'issuer', says }]
  }
  if (!hasIssuer && from !== 'introspection') {
    const says = 'Enter the issuer: what stands in iss of the provider’s tokens, byte for byte.'
    return [{ path: 'issuer', says }]
  }
  const says = issuer !== undefined && from === 'discovery' ? hostFault(issuer, rules) : undefined
  return says === undefined ? [] : [{ path: 'issuer', says }]
}

function sizeFaults(rules: readonly TrustRule[]): Fault[] {
  const count = rules.reduce((sum, { when }) => sum + (when === undefined ? 0 : leavesOf(when)), 0)
  if (count <= CONDITIONS_MAX) return []
  return [
    { path: 'rules', says: `Use at most ${CONDITIONS_MAX} conditions in all rules together.` },
  ]
}

function leavesOf(condition: Condition): number {
  const sum = (parts: readonly Condition[]) => parts.reduce((n, part) => n + leavesOf(part), 0)
  if ('all' in condition) return sum(condition.all)
  if ('any' in condition) return sum(condition.any)
  return 'none' in condition ? sum(condition.none) : 1
}
