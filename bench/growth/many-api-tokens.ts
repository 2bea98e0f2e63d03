import type { Database } from '../../src/db/database.ts'
import { tokenRowOf } from '../../src/db/token-row.ts'
import { hashTokenText, newTokenText } from '../../src/identity/token-text.ts'
import { systemIds } from '../../src/lib/ids.ts'
import type { Secret } from '../../src/lib/secret.ts'
import { aToken } from '../../test/support/things.ts'

const TENANTS = 100
const OWNERS = 5_000
const AT_ONCE = 500

/**
 * So many API tokens in the table, under ids in no order, as ids are. Of some the text is known, so that calls can
 * come with them: those belong to one tenant, all others to a hundred.
 * @returns the texts, at most `known` of them
 */
export async function manyApiTokens(
  database: Database,
  tenantId: string,
  count: number,
  { known, hashKey }: { readonly known: number; readonly hashKey: Secret },
): Promise<readonly Secret[]> {
  const made = Array.from({ length: Math.min(count, known) }, () => newTokenText(systemIds))
  const rows = made.map(({ id, text }, at) =>
    tokenRowOf(
      aToken({
        ...{ id, tenantId, hash: hashTokenText(text, hashKey) },
        ownerAccountId: `account-${at % OWNERS}`,
        createdAt: Date.now(),
      }),
    ),
  )
  await database.write(async ({ tokens }) => {
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      await tokens.bulkCreate(rows.slice(at, at + AT_ONCE))
    }
    const more = count - rows.length
    if (more > 0) await tokens.sequelize?.query(othersLike({ ...tokenRowOf(aToken()) }, more))
  })
  return made.map(({ text }) => text)
}

// By one statement: a million rows one by one would take longer than all else.
function othersLike(row: Readonly<Record<string, string | number | null>>, count: number): string {
  const columns = {
    ...Object.fromEntries(
      Object.entries<string | number | null>(row).map(([name, value]) => [name, literal(value)]),
    ),
    id: 'hex(randomblob(8))',
    hash: 'hex(randomblob(32))',
    tenant_id: `'jira-tenant-' || (n % ${TENANTS})`,
    owner_account_id: `'account-' || (n % ${OWNERS})`,
  }
  return `WITH RECURSIVE numbers(n) AS
    (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
    INSERT INTO api_tokens (${Object.keys(columns).join(', ')})
    SELECT ${Object.values(columns).join(', ')} FROM numbers`
}

function literal(value: string | number | null): string {
  if (value === null) return 'NULL'
  return typeof value === 'number' ? String(value) : `'${value}'`
}
