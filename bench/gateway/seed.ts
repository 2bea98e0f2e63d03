import { createPolicyTable } from '../../src/db/policy-table.ts'
import { createTenantTable } from '../../src/db/tenant-table.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { Provider } from '../../src/identity/providers/provider.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { createSealer, type SealingKey } from '../../src/lib/sealer.ts'
import { createPolicyBook } from '../../src/policy/policy-book.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { aTenant } from '../../test/support/things.ts'
import { aBigPolicy } from '../a-big-policy.ts'
import { AUDIENCE, GROUPS, ISSUER } from './tokens.ts'

/** Enough that nobody reaches it, and counted all the same. */
const POINTS = 1_000_000_000

// Twenty networks, the one that the load comes from among the last.
export const NETWORKS = [
  ...Array.from({ length: 19 }, (_, index) => `10.${index * 8}.0.0/13`),
  '127.0.0.0/8',
]

/** Makes the database of an installation whose admins have switched on and filled in all that there is. */
export async function seed(
  file: string,
  key: SealingKey,
  upstreamUrl: string,
  publicPem: string,
): Promise<void> {
  const database = await openDatabase(file)
  const sealer = createSealer([key])
  const { host } = new URL(upstreamUrl)
  const tenant = aTenant({ clientKey: 'bench', baseUrl: upstreamUrl, host })
  await createTenantTable(database, sealer).change(tenant, () => ({ saves: [tenant], events: [] }))
  const store = createPolicyTable(database, sealer)
  const policies = createPolicyBook({ store, clock: systemClock, ids: systemIds })
  const by = { actor: 'bench', requestId: 'bench' }
  await policies.change(tenant.id, by, ({ document }) => everythingOn(document, publicPem))
  await database.close()
}

function everythingOn(document: PolicyDocument, publicPem: string): PolicyDocument {
  const groups = GROUPS.map((value, index) => ({
    id: `group-${index}`,
    name: `Group ${index}`,
    sources: [{ from: 'provider' as const, provider: 'company', value }],
  }))
  return {
    ...document,
    providers: [companyLogin(publicPem)],
    groups,
    access: { ...document.access, mayCall: groups.map(({ id }) => id) },
    networks: { allow: NETWORKS, deny: ['192.0.2.0/24', '2001:db8::/32'] },
    resources: aBigPolicy().document.resources,
    limits: {
      ...document.limits,
      rules: [
        {
          id: 'per-token',
          name: 'Each token',
          state: 'on',
          per: 'credential',
          points: POINTS,
          seconds: 60,
        },
        { id: 'tenant', name: 'All', state: 'on', per: 'tenant', points: POINTS, seconds: 60 },
      ],
    },
  }
}

function companyLogin(publicPem: string): Provider {
  return {
    id: 'company',
    name: 'Company login',
    enabled: true,
    issuer: ISSUER,
    audiences: [AUDIENCE],
    keys: { from: 'pem', pems: [publicPem] },
    algorithms: ['RS256'],
    typ: 'at+jwt',
    clockToleranceSeconds: 30,
    subjectClaim: 'sub',
    groupsClaim: 'groups',
    account: { by: 'claim', claim: 'atlassian_id' },
    rules: [{ name: 'staff', access: 'write', networks: NETWORKS }],
  }
}
