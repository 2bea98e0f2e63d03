import { z } from 'zod'
import type { Clock } from '../lib/clock.ts'
import { memberMessage } from '../lib/input-faults.ts'
import { Refusal } from '../lib/refusal.ts'
import { parsePolicy } from '../policy/parse-policy.ts'
import { diffPolicies } from '../policy/policy-diff.ts'
import type { Policy, PolicyDocument } from '../policy/policy-document.ts'
import { impactOf } from '../policy/policy-impact.ts'
import type { PolicyBook } from '../policy/policy-store.ts'
import { kindOf } from '../policy/site-kind.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { versionIn } from './if-match.ts'
import { invalidInput, parseInput } from './invalid-input.ts'
import type { ManagementAnswer, ManagementCall } from './operation.ts'
import { readDryRun } from './policy-query.ts'
import { tellingCurrent } from './telling-current.ts'

export interface PolicyChangeDeps {
  readonly policies: PolicyBook
  readonly clock: Clock
  /** Whether addresses of providers may be private; the operator's word. */
  readonly allowPrivateAddresses: boolean
}

/** What changes the tenant's policy as a whole, or tries what that would do. */
export interface PolicyChanges {
  readonly replace: (call: ManagementCall) => Promise<ManagementAnswer>
  readonly restore: (call: ManagementCall) => Promise<ManagementAnswer>
}

export const restoreInput = z.strictObject(
  {
    version: z
      .int({ error: 'Must be the number of a version.' })
      .describe('The version whose document is to hold again, as a new version.'),
  },
  { error: memberMessage(['version'], 'Must be an object.') },
)

const NOT_KEPT = [
  { path: 'version', says: 'There is no such version, or it is not kept any more.' },
]

export function createPolicyChanges(deps: PolicyChangeDeps): PolicyChanges {
  const { policies, clock, allowPrivateAddresses } = deps

  /** @param make the wanted document, made of the one that is replaced */
  async function attempt(
    call: ManagementCall,
    make: (existing: PolicyDocument) => PolicyDocument | Promise<PolicyDocument>,
  ): Promise<ManagementAnswer> {
    const [version, isDryRun] = [versionIn(call.ifMatch), readDryRun(call.inQuery)]
    const { id } = call.person.tenant
    const by = { actor: call.person.accountId, requestId: call.requestId }
    return tellingCurrent(policies, id, async () => {
      const existing = (await currentPolicy(id, version, by)).document
      // Before the change and not within: all other changes wait for one that is under way.
      const document = await make(existing)
      if (isDryRun) return previewOf(version, existing, document)
      const changed = await policies.change(id, by, (current) => {
        // Once more, where no other change can come in between: before it, two admins could both pass.
        demandVersion(current, version)
        return document
      })
      return policyAnswer(changed)
    })
  }

  async function currentPolicy(
    tenantId: string,
    version: number,
    by: Parameters<PolicyBook['change']>[1],
  ): Promise<Policy> {
    const held = await policies.read(tenantId)
    // What is held may be seconds older than a change by another process; a change sees the newest.
    const isOlder = held.version < version
    const current = isOlder ? await policies.change(tenantId, by, ({ document }) => document) : held
    demandVersion(current, version)
    return current
  }

  function checked(input: unknown, tenant: Tenant, existing: PolicyDocument): PolicyDocument {
    const now = clock.now()
    const parsed = parsePolicy(input, {
      ...kindOf(tenant),
      allowPrivateAddresses,
      existing,
      now,
    })
    if (parsed.kind === 'refused') throw invalidInput(parsed.faults)
    return parsed.value
  }

  return {
    replace: (call) =>
      attempt(call, (existing) => checked(call.input, call.person.tenant, existing)),
    restore: (call) =>
      attempt(call, async () => {
        const { tenant } = call.person
        const { version } = parseInput(restoreInput, call.input)
        const kept = await policies.readVersion(tenant.id, version)
        if (kept === undefined) throw invalidInput(NOT_KEPT)
        // As if it were sent today: what was right once may not be any more. Where it says `[sealed]`,
        // the secrets are its own.
        return checked(JSON.parse(JSON.stringify(kept.document)), tenant, kept.document)
      }),
  }
}

/** The policy, with its version as what `If-Match` takes. */
export function policyAnswer({ version, document }: Policy): ManagementAnswer {
  return { status: 200, headers: { etag: `"${version}"` }, body: { version, document } }
}

function previewOf(
  version: number,
  existing: PolicyDocument,
  document: PolicyDocument,
): ManagementAnswer {
  const differences = diffPolicies(existing, document)
  const body = { version, differences, impact: impactOf(existing, document) }
  return { status: 200, headers: { etag: `"${version}"` }, body }
}

/** @throws Refusal `policy/changed` */
function demandVersion(current: Policy, version: number): void {
  if (current.version === version) return
  throw new Refusal('policy/changed', { detail: `version ${version}, now ${current.version}` })
}
