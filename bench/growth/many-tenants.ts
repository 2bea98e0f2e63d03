import { textOfDocument } from '../../src/db/sealed-document.ts'
import { createTenantTable } from '../../src/db/tenant-table.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import { aTenant } from '../../test/support/things.ts'
import { aBigPolicy } from '../a-big-policy.ts'
import type { BenchFile } from './bench-file.ts'

const AT_ONCE = 500

/**
 * So many tenants, each of a site of its own and with a policy of its own, in the tables.
 * @returns their hosts
 */
export async function manyTenants(
  { database, sealer }: BenchFile,
  count: number,
): Promise<readonly string[]> {
  const tenants = Array.from({ length: count }, (_, index) => tenantOf(index))
  const [first] = tenants
  if (first === undefined) throw new Error('no tenants')
  await createTenantTable(database, sealer).change(first, () => ({ saves: tenants, events: [] }))
  const document = aCommonPolicy()
  await database.write(async ({ policies }) => {
    for (let at = 0; at < count; at += AT_ONCE) {
      await policies.bulkCreate(
        tenants.slice(at, at + AT_ONCE).map(({ id }) => ({
          ...{ tenant_id: id, version: 1, document: textOfDocument(document, id, sealer) },
          ...{ changed_at: 1_700_000_000_000, changed_by: 'bench' },
        })),
      )
    }
  })
  return tenants.map(({ host }) => host)
}

/** What an admin may come to after a while: 20 resource rules, 10 groups, 15 networks. */
function aCommonPolicy(): PolicyDocument {
  const { document } = aBigPolicy(20)
  const { groups, access, networks } = document
  return {
    ...document,
    groups: groups.slice(0, 10),
    access: {
      ...access,
      mayCall: groups.slice(0, 9).map(({ id }) => id),
      readOnly: [],
      fullAccess: [],
    },
    networks: { allow: networks.allow.slice(0, 10), deny: networks.deny.slice(0, 5) },
  }
}

function tenantOf(index: number): Tenant {
  const host = `site-${index}.atlassian.net`
  return aTenant({ clientKey: `client-${index}`, host, baseUrl: `https://${host}` })
}
