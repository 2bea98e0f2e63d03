import type { CallCompletion, CallEvent } from '../../../src/audit/audit-event.ts'
import type { CredentialKind, Principal } from '../../../src/identity/principal.ts'
import { chooseRule } from '../../../src/identity/providers/choose-rule.ts'
import { claimedGroups } from '../../../src/identity/providers/claimed-groups.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { bypassFor } from '../../../src/policy/bypass-for.ts'
import { groupIdsOf } from '../../../src/policy/caller-groups.ts'
import { callerNameOf } from '../../../src/policy/caller-name.ts'
import { evaluate } from '../../../src/policy/evaluate.ts'
import type { Situation } from '../../../src/policy/situation.ts'
import type { Snapshot } from '../../../src/policy/snapshot.ts'
import { tokenFault } from '../../../src/policy/token-standing.ts'
import { aCall } from '../../support/things.ts'

/** All there is about a call: what the live path had, and what no record has. */
export interface WholeCall {
  readonly kind: CredentialKind
  readonly method: string
  readonly path: string
  readonly query: string
  readonly address: string
  readonly now: number
  readonly access: 'read' | 'write'
  readonly places: readonly string[] | undefined
  readonly createdAt: number
  readonly lastActiveAt: number
  readonly isService: boolean
  readonly isAdmin: boolean
  readonly productGroups: readonly string[]
  readonly claims: Readonly<Record<string, unknown>>
  /** Whether what a bypass hands on is Basic. */
  readonly isBasic: boolean
}

type Ending =
  | { readonly kind: 'refused'; readonly code: string }
  | {
      readonly kind: 'decided'
      readonly situation: Situation
      readonly rule: string
      readonly code: string
    }

/** The live path by one set of rules, told by its own functions; `allow`, or the code of the refusal. */
export function liveEnding(snapshot: Snapshot, whole: WholeCall): Ending {
  const call = aCall({
    method: whole.method,
    path: whole.path,
    query: whole.query,
    product: snapshot.product,
  })
  const { address, now } = whole
  let principal: Principal | string = callerOf(snapshot, whole)
  if (whole.kind === 'basic' || whole.kind === 'bypass') {
    const bypass = bypassFor(snapshot, call, address, now)
    if (bypass !== undefined) principal = passing('bypass', bypass.id, whole)
  }
  if (typeof principal === 'string') return { kind: 'refused', code: principal }
  const { kind } = principal.credential
  if (!snapshot.acceptedKinds[kind]) return { kind: 'refused', code: 'credential/switched-off' }
  try {
    const asked = snapshot.needsProductGroups && principal.ownerAccountId !== undefined
    const groups = groupIdsOf(snapshot, principal, asked ? whole.productGroups : [])
    const standing = { groups, ownerIsAdmin: false, now }
    const fault = principal.token && tokenFault(snapshot.document, principal.token, standing)
    const ownerIsAdmin = fault === 'credential/owner-not-allowed' && whole.isAdmin
    const situation = { principal, call, address, now, groups, ownerIsAdmin }
    const decision = evaluate(snapshot, situation)
    const denial =
      kind === 'anonymous' ? 'credential/missing' : 'code' in decision ? decision.code : ''
    const code = decision.effect === 'allow' ? 'allow' : denial
    return { kind: 'decided', situation, rule: decision.rule, code }
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    return { kind: 'refused', code: thrown.code }
  }
}

function callerOf(snapshot: Snapshot, whole: WholeCall): Principal | string {
  const { document } = snapshot
  const { createdAt, lastActiveAt, isService, places, access } = whole
  switch (whole.kind) {
    case 'api-token':
      return {
        ...known('api-token', 'token-1'),
        access,
        places,
        token: { createdAt, lastActiveAt, isService },
      }
    case 'context-token':
      return { ...known('context-token', 'ann'), access }
    case 'anonymous':
      if (!document.switches.anonymousCalls) return 'credential/missing'
      return {
        ...known('anonymous', 'anonymous'),
        actsAs: { kind: 'anonymous' },
        ownerAccountId: undefined,
      }
    case 'basic':
    case 'bypass':
      if (whole.kind === 'bypass' && !whole.isBasic) return 'credential/invalid'
      return document.switches.basicPassThrough
        ? passing('basic', 'basic', whole)
        : 'credential/invalid'
    case 'sso-cookie':
      return { ...known('sso-cookie', 'ann'), access }
    case 'product-token':
      return passing('product-token', 'product-token', whole)
    case 'provider-token':
      return tokenHolder(snapshot, whole)
  }
}

function tokenHolder({ document }: Snapshot, { claims }: WholeCall): Principal | string {
  const provider = document.providers.find(
    ({ enabled, issuer }) => enabled && issuer === claims['iss'],
  )
  if (provider === undefined) return 'token/untrusted'
  const choice = chooseRule(provider.rules, claims)
  if (choice.kind !== 'rule') return choice.kind === 'none' ? 'token/no-rule' : 'token/incomplete'
  const { name, access, resources, networks } = choice.rule
  const base = known('provider-token', `${provider.id}#digest`)
  return {
    ...base,
    access,
    resources,
    networks,
    claimedGroups: claimedGroups(provider, claims),
    credential: { ...base.credential, subject: 'ann', provider: provider.id, trustRule: name },
  }
}

function known(kind: CredentialKind, id: string): Principal {
  return {
    tenantId: 'jira-tenant',
    actsAs: { kind: 'user', accountId: 'ann' },
    access: 'write',
    credential: { kind, id },
    ownerAccountId: 'ann',
  }
}

function passing(
  kind: 'basic' | 'bypass' | 'product-token',
  id: string,
  { isBasic }: WholeCall,
): Principal {
  const subject = isBasic || kind === 'basic' ? { subject: 'ann@acme.example' } : {}
  return {
    ...known(kind, id),
    actsAs: { kind: 'caller', authorization: new Secret('Basic something') },
    credential: { kind, id, ...subject },
    ownerAccountId: undefined,
  }
}

/** As the gateway records it; undefined where the call was refused before it was decided on. */
export function recordOf(
  then: Snapshot,
  whole: WholeCall,
): (CallEvent & { readonly completion: CallCompletion }) | undefined {
  const ending = liveEnding(then, whole)
  if (ending.kind === 'refused') return undefined
  const { principal, call, groups, ownerIsAdmin } = ending.situation
  const { credential, actsAs, access, ownerAccountId } = principal
  const isAllowed = ending.code === 'allow'
  return {
    id: 'event-1',
    tenantId: 'jira-tenant',
    at: whole.now,
    requestId: 'request-1',
    kind: 'call',
    credentialKind: credential.kind,
    credentialId: credential.id,
    subject: credential.subject,
    trustRule: credential.trustRule,
    accountId: ownerAccountId,
    actsAs: actsAs.kind,
    method: whole.method,
    path: whole.path,
    address: whole.address,
    decision: isAllowed ? 'allow' : 'deny',
    rule: ending.rule,
    detail: undefined,
    shadows: undefined,
    outcome: isAllowed ? 'answered' : 'refused',
    policyVersion: then.version,
    caller: callerNameOf(principal, whole.address),
    seen: {
      access,
      ...(credential.provider === undefined ? {} : { provider: credential.provider }),
      groups: [...groups],
      queryNames: [...new Set(new URLSearchParams(call.query).keys())],
      ...(ownerIsAdmin ? { ownerIsAdmin: true as const } : {}),
    },
    completion: {
      outcome: isAllowed ? 'answered' : 'refused',
      status: isAllowed ? 200 : 403,
      // Whatever the live path refuses with is one of the codes.
      code: isAllowed ? undefined : (ending.code as CallCompletion['code']),
      upstreamStatus: undefined,
      traceId: undefined,
      durationMs: 1,
    },
  }
}
