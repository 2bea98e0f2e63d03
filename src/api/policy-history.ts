import { Refusal } from '../lib/refusal.ts'
import { diffPolicies } from '../policy/policy-diff.ts'
import { DEFAULT_POLICY, type Policy, type PolicyVersion } from '../policy/policy-document.ts'
import { impactOf } from '../policy/policy-impact.ts'
import type { PolicyBook } from '../policy/policy-store.ts'
import { invalidInput } from './invalid-input.ts'
import type { ManagementAnswer, ManagementCall } from './operation.ts'
import { readDiffQuery, readVersionsQuery, versionInPath } from './policy-query.ts'

/** What the policy was, and what was changed. */
export interface PolicyHistory {
  readonly list: (call: ManagementCall) => Promise<ManagementAnswer>
  readonly readOne: (call: ManagementCall) => Promise<ManagementAnswer>
  readonly diff: (call: ManagementCall) => Promise<ManagementAnswer>
}

export function createPolicyHistory(
  policies: Pick<PolicyBook, 'read' | 'versions' | 'readVersion'>,
): PolicyHistory {
  async function versionOf(tenantId: string, version: number, name: string): Promise<Policy> {
    if (version === DEFAULT_POLICY.version) return DEFAULT_POLICY
    const kept = await policies.readVersion(tenantId, version)
    if (kept !== undefined) return kept
    const says = 'There is no such version, or it is not kept any more.'
    throw invalidInput([{ path: `query.${name}`, says }])
  }

  return {
    async list({ person, inQuery }) {
      const selection = readVersionsQuery(inQuery)
      const found = await policies.versions(person.tenant.id, selection)
      const isAll = found.length < selection.limit
      // Without a next part the member is left out of the JSON.
      const next = isAll ? undefined : found.at(-1)?.version
      return { status: 200, body: { versions: found.map(shown), next } }
    },
    async readOne({ person, inPath }) {
      const version = versionInPath(inPath)
      const kept =
        version === undefined ? undefined : await policies.readVersion(person.tenant.id, version)
      if (kept === undefined) throw new Refusal('request/not-found', { detail: 'no such version' })
      // Without an entity tag, which would be taken for one that a change can be based on.
      return { status: 200, body: kept }
    },
    async diff({ person, inQuery }) {
      const { id } = person.tenant
      const asked = readDiffQuery(inQuery)
      const after =
        asked.to === undefined ? await policies.read(id) : await versionOf(id, asked.to, 'to')
      const from = asked.from ?? Math.max(0, after.version - 1)
      const before = await versionOf(id, from, 'from')
      const differences = diffPolicies(before.document, after.document)
      const impact = impactOf(before.document, after.document)
      return { status: 200, body: { from, to: after.version, differences, impact } }
    },
  }
}

function shown({ version, changedAt, changedBy }: PolicyVersion) {
  return { version, changedAt: new Date(changedAt).toISOString(), changedBy }
}
