import type { CredentialKind } from '../identity/principal.ts'
import type { Product } from '../tenants/tenant.ts'
import { acceptedKindsOf } from './accepted-kinds.ts'
import type { Bypass } from './bypass.ts'
import { bypassTest, type BypassTest } from './bypass-test.ts'
import { refuseUnknownKinds } from './known-kinds.ts'
import { dependsOnProductGroups, membershipsOf, type Memberships } from './memberships.ts'
import { keySet, type KeyTest } from './network-set.ts'
import { createPathRouter, type PathRouter } from './path-router.ts'
import type { Policy, PolicyDocument } from './policy-document.ts'
import type { ResourceRule } from './resource-rule.ts'
import { resourceTest, type ResourceTest } from './resource-test.ts'

/** A policy made ready for deciding on calls; made once for each version. */
export interface Snapshot {
  readonly version: number
  readonly document: PolicyDocument
  readonly product: Product
  /** Whether something depends on the caller's groups in the product, which have to be asked for then. */
  readonly needsProductGroups: boolean
  /** Whether something depends on the owner of an API token being an administrator. */
  readonly needsOwnerIsAdmin: boolean
  readonly acceptedKinds: Readonly<Record<CredentialKind, boolean>>
  readonly memberships: Memberships
  readonly isDeniedAddress: KeyTest
  readonly isAllowedAddress: KeyTest
  /** Ids of groups; absent: everyone may call. */
  readonly mayCall: ReadonlySet<string> | undefined
  readonly readOnly: ReadonlySet<string>
  readonly fullAccess: ReadonlySet<string>
  /** Of paths without regard to case: who spells a path otherwise is denied just so. */
  readonly denials: PathRouter<ResourceTest>
  readonly allowances: PathRouter<ResourceTest>
  readonly bypasses: PathRouter<BypassTest>
}

/** @throws Refusal `policy/unavailable` for a document that holds what is not understood here */
export function compilePolicy({ version, document }: Policy, product: Product): Snapshot {
  refuseUnknownKinds(document)
  const { access, networks, groups, bypasses, resources, switches } = document
  const tests = resources.map((rule) => resourceTest(rule, switches.anonymousCalls))
  return Object.freeze({
    version,
    document,
    product,
    needsProductGroups: dependsOnProductGroups(document),
    needsOwnerIsAdmin: access.mayHoldTokens !== 'everyone',
    acceptedKinds: acceptedKindsOf(switches),
    memberships: membershipsOf(groups),
    isDeniedAddress: keySet(networks.deny),
    isAllowedAddress: networks.allow.length === 0 ? everywhere : keySet(networks.allow),
    mayCall: access.mayCall === 'everyone' ? undefined : new Set(access.mayCall),
    readOnly: new Set(access.readOnly),
    fullAccess: new Set(access.fullAccess),
    denials: resourceRouter(tests, 'deny'),
    allowances: resourceRouter(tests, 'allow'),
    bypasses: bypassRouter(bypasses),
  })
}

function resourceRouter(
  tests: readonly ResourceTest[],
  effect: ResourceRule['effect'],
): PathRouter<ResourceTest> {
  const live = tests.filter(({ rule }) => rule.effect === effect && rule.state !== 'off')
  const entries = live.map((test) => ({ path: test.rule.path, value: test }))
  return createPathRouter(entries, effect === 'deny')
}

function bypassRouter(bypasses: readonly Bypass[]): PathRouter<BypassTest> {
  const enabled = bypasses.filter((bypass) => bypass.enabled)
  const entries = enabled.map((bypass) => ({ path: bypass.path, value: bypassTest(bypass) }))
  return createPathRouter(entries, false)
}

function everywhere(): boolean {
  return true
}
