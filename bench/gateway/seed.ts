import { createPolicyTable } from '../../src/db/policy-table.ts'
import { createTenantTable } from '../../src/db/tenant-table.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { Provider } from '../../src/identity/providers/provider.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { Secret } from '../../src/lib/secret.ts'
import { createSealer, type SealingKey } from '../../src/lib/sealer.ts'
import { createPolicyBook } from '../../src/policy/policy-book.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { decideEntered } from '../../src/tenants/data-center-change.ts'
import type { DataCenterSite } from '../../src/tenants/data-center-site.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import { aTenant } from '../../test/support/things.ts'
import { aBigPolicy } from '../a-big-policy.ts'
import { GROUPS_OF_ALL, SIGN_ON_COOKIE } from './sign-ons.ts'
import { AUDIENCE, GROUPS, ISSUER } from './tokens.ts'
import type { Upstream } from './upstream.ts'

/** Enough that nobody reaches it, and counted all the same. */
const POINTS = 1_000_000_000

// Twenty networks, the one that the load comes from among the last.
export const NETWORKS = [
  ...Array.from({ length: 19 }, (_, index) => `10.${index * 8}.0.0/13`),
  '127.0.0.0/8',
]

/** A site of the Cloud at this address. */
export function cloudTenant(baseUrl: string): Tenant {
  return aTenant({ clientKey: 'bench', baseUrl, host: new URL(baseUrl).host })
}

/** A site of Data Center, as it is when an operator has entered it. */
export function dataCenterTenant({ dataCenter: baseUrl, crowd }: Upstream): Tenant {
  const password = new Secret('password-of-the-bench')
  const site: DataCenterSite = {
    admins: ['admin'],
    crowd: { baseUrl: crowd, application: 'gatehouse', password, cookieName: SIGN_ON_COOKIE },
    sessions: { idleMinutes: 15, acceptsAnyAddress: false, origins: [] },
    tokenAuth: undefined,
  }
  const entered = { baseUrl, host: new URL(baseUrl).host, product: 'jira', site } as const
  const facts = {
    product: 'jira',
    at: systemClock.now(),
    requestId: 'bench',
    actor: 'bench',
  } as const
  const { saves } = decideEntered(
    entered,
    { current: undefined, neighbours: [] },
    { ...facts, ids: systemIds },
  )
  const [tenant] = saves
  if (tenant === undefined) throw new Error('nothing was entered')
  return tenant
}

/** Makes the database of an installation whose admins have switched on and filled in all that there is. */
export async function seed(
  file: string,
  key: SealingKey,
  tenant: Tenant,
  publicPem: string,
): Promise<void> {
  const database = await openDatabase(file)
  const sealer = createSealer([key])
  await createTenantTable(database, sealer).change(tenant, () => ({ saves: [tenant], events: [] }))
  const store = createPolicyTable(database, sealer)
  const policies = createPolicyBook({ store, clock: systemClock, ids: systemIds })
  const by = { actor: 'bench', requestId: 'bench' }
  await policies.change(tenant.id, by, ({ document }) => everythingOn(document, publicPem, tenant))
  await database.close()
}

function everythingOn(
  document: PolicyDocument,
  publicPem: string,
  { dataCenter }: Tenant,
): PolicyDocument {
  const isDataCenter = dataCenter !== undefined
  const sources = isDataCenter
    ? GROUPS_OF_ALL.map((name) => ({ from: 'product' as const, groupId: name, name }))
    : GROUPS.map((value) => ({ from: 'provider' as const, provider: 'company', value }))
  const groups = sources.map((source, index) => ({
    id: `group-${index}`,
    name: `Group ${index}`,
    sources: [source],
  }))
  return {
    ...document,
    switches: { ...document.switches, signOnCookies: isDataCenter },
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
