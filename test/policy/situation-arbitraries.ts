import fc from 'fast-check'
import { CREDENTIAL_KINDS, type ActsAs, type Principal } from '../../src/identity/principal.ts'
import { Secret } from '../../src/lib/secret.ts'
import { METHODS } from '../../src/policy/site-call.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import type { ResourceRule } from '../../src/policy/resource-rule.ts'
import type { Situation } from '../../src/policy/situation.ts'
import type { Product } from '../../src/tenants/tenant.ts'
import { aCall } from '../support/things.ts'
import { policyDocuments } from './policy-arbitraries.ts'
import { aPrincipal } from './situation-things.ts'

/** Random calls that meet the rules of a document now and then. */

const DAY_MS = 24 * 60 * 60 * 1000
const NOW = Date.parse('2030-06-01T00:00:00Z')

const actings: fc.Arbitrary<ActsAs> = fc.constantFrom(
  { kind: 'user', accountId: 'account-alice' },
  { kind: 'app' },
  { kind: 'caller', authorization: new Secret('Basic x') },
  { kind: 'anonymous' },
)

const seldom = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: some })

const principals: fc.Arbitrary<Principal> = fc
  .record({
    kind: fc.constantFrom(...CREDENTIAL_KINDS),
    actsAs: actings,
    access: fc.constantFrom('read', 'write', 'write', 'write', 'write', 'manage'),
    resources: seldom(fc.constantFrom(['/rest/api/3/**'], ['/**'], ['/nowhere'])),
    networks: seldom(fc.constantFrom(['10.0.0.0/8'], ['0.0.0.0/0', '::/0'])),
    places: seldom(fc.constantFrom(['P'], ['Q'])),
    provider: fc.constantFrom(undefined, 'company', 'second'),
    days: seldom(fc.integer({ min: 0, max: 60 })),
  })
  .map(({ kind, provider, days, ...rest }) => {
    const createdAt = NOW - (days ?? 0) * DAY_MS
    const token = { createdAt, lastActiveAt: createdAt, isService: false }
    return aPrincipal({
      ...rest,
      credential: { kind, id: 'token-of-alice', provider },
      ...(days === undefined ? {} : { token }),
    })
  })

const EVERYWHERE = { path: '/**', methods: 'all', query: undefined } as const
const MILDER: readonly Partial<ResourceRule>[] = [
  { ...EVERYWHERE, who: undefined },
  { ...EVERYWHERE, networks: undefined, who: undefined, actsAs: undefined },
  {},
]

/**
 * Any documents, and as many of them made milder: with all switched on, no networks, everybody calling, and
 * most of the rules for every path. Otherwise few calls would come as far as the resource rules.
 */
export function meetingDocuments(product: Product): fc.Arbitrary<PolicyDocument> {
  return fc.tuple(policyDocuments(product), fc.boolean()).map(([drawn, isMild]) => {
    if (!isMild) return drawn
    const { switches, access } = drawn
    const on = { anonymousCalls: true, basicPassThrough: true, contextTokens: true }
    return {
      ...drawn,
      switches: { ...switches, ...on, gateway: true, apiTokens: true, providerTokens: true },
      networks: { allow: [], deny: [] },
      access: { ...access, mayCall: 'everyone', mayHoldTokens: 'everyone' },
      resources: drawn.resources.map((rule, at) => ({ ...rule, ...MILDER[at % MILDER.length] })),
    }
  })
}

/** Paths of the document's own rules as often as others. */
function paths(document: PolicyDocument, product: Product): fc.Arbitrary<string> {
  const known = document.resources.map(({ path }) =>
    path.replaceAll(/\{[^}]+\}/g, 'P-1').replace(/\/\*\*$/, '/comment/7'),
  )
  const usual =
    product === 'jira'
      ? ['/rest/api/3/issue/P-1', '/rest/api/3/search/jql', '/rest/api/2/ISSUE/p-1']
      : ['/rest/api/content', '/api/v2/pages/7', '/rest/api/space/P']
  return fc.constantFrom(...usual, ...usual, ...known, ...known, '/login', '/rest/api/3/%zz')
}

export function situationsFor(document: PolicyDocument, product: Product): fc.Arbitrary<Situation> {
  return fc.record({
    principal: principals,
    call: fc
      .record({
        method: fc.constantFrom(...METHODS),
        path: paths(document, product),
        query: fc.constantFrom('', 'a=1', 'a=1&a=2', 'spaceKey=P', 'b'),
        needsToken: fc.constantFrom(false, false, false, false, false, true),
      })
      .map((given) => aCall({ product, ...given })),
    address: fc.constantFrom('10.1.2.3', '203.0.113.9', '2001:db8::1', 'unknown'),
    groups: fc.subarray(document.groups.map(({ id }) => id)).map((ids) => new Set(ids)),
    ownerIsAdmin: fc.boolean(),
    now: fc.constant(NOW),
  })
}
