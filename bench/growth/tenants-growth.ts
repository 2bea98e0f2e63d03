import { createPolicyTable } from '../../src/db/policy-table.ts'
import { createTenantTable } from '../../src/db/tenant-table.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { createPolicyBook } from '../../src/policy/policy-book.ts'
import { readSite } from '../../src/policy/read-site.ts'
import { siteCall } from '../../src/policy/site-call.ts'
import { createSnapshots } from '../../src/policy/snapshots.ts'
import { createTenantDirectory, type TenantDirectory } from '../../src/tenants/tenant-directory.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import { collectGarbage } from '../../test/support/collect-garbage.ts'
import type { Spread } from '../gateway/figures.ts'
import { shuffled } from '../gateway/shuffled.ts'
import { timedCalls } from '../timed-calls.ts'
import { withDatabase, type BenchFile } from './bench-file.ts'
import type { Figures, Series } from './growth.ts'
import { manyTenants } from './many-tenants.ts'
import { spreadOfAll, timedEach } from './spread.ts'

const CALLS = 20_000
const POLICY_CALLS = 10_000
const CHANGES = 1_000
const MEBIBYTE = 1024 * 1024

/** Tenants of one installation: finding a call's tenant and its policy, and what is held for it. */
export const tenantsGrowth: Series = {
  name: 'tenants',
  title: 'A call’s tenant and policy, by tenants',
  of: 'tenants',
  sizes: () => [1, 10, 100, 1_000, 10_000],
  units: {
    'the tenant': 'µs',
    'and its policy, all asked in turn': 'µs',
    'and its policy, first time': 'µs',
    'directory read at the start': 'ms',
    'told of one change': 'µs',
    'heap of the directory': 'MiB',
    'heap with policies': 'MiB',
  },
  plotted: 'µs',
  measureAt: (size) => withDatabase((file) => measured(file, size)),
}

async function measured(file: BenchFile, size: number): Promise<Figures> {
  const targets = (await manyTenants(file, size)).map(
    (host) => `/sites/${host}/rest/api/3/issue/OPS-1?fields=summary`,
  )
  const empty = heapMib()
  const before = performance.now()
  const tenants = await createTenantTable(file.database, file.sealer).all()
  const directory = createTenantDirectory(tenants)
  const readMs = performance.now() - before
  const withDirectory = heapMib()

  const store = createPolicyTable(file.database, file.sealer)
  const policies = createPolicyBook({ store, clock: systemClock, ids: systemIds })
  const snapshotOf = createSnapshots(policies)
  const tenantOf = (target: string) => {
    const site = readSite(target)
    const tenant = directory.bySite(site.product, site.host)
    siteCall(site, 'GET', 'request')
    if (tenant === undefined) throw new Error(`no tenant for ${target}`)
    return tenant
  }
  const policyOf = (target: string) => snapshotOf(tenantOf(target))

  const first = await timedEach(shuffled(targets), policyOf)
  const withPolicies = heapMib()
  const inTurn = () =>
    Array.from({ length: POLICY_CALLS }, (_, at) => targets[at % targets.length] ?? '')
  const again = await timedEach(inTurn(), policyOf)
  const next = () => targets[Math.floor(Math.random() * targets.length)] ?? ''
  timedCalls(CALLS, next, tenantOf)
  return {
    'the tenant': spreadOfAll(timedCalls(CALLS, next, tenantOf)),
    'and its policy, all asked in turn': again,
    'and its policy, first time': first,
    'directory read at the start': spreadOfAll([readMs]),
    'told of one change': told(tenants, directory),
    'heap of the directory': spreadOfAll([withDirectory - empty]),
    'heap with policies': spreadOfAll([withPolicies - empty]),
  }
}

function told(tenants: readonly Tenant[], { tell }: Pick<TenantDirectory, 'tell'>): Spread {
  let at = 0
  const next = () => {
    at = (at + 1) % tenants.length
    return tenants.slice(at, at + 1)
  }
  // The first pass is for the compiler.
  timedCalls(CHANGES, next, tell)
  return spreadOfAll(timedCalls(CHANGES, next, tell))
}

function heapMib(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed / MEBIBYTE
}
