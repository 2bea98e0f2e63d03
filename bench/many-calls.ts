import type { Database } from '../src/db/database.ts'
import { manyEvents, type Columns } from '../test/audit/many-events.ts'

/** Names and endings by remainders, so that each run has the same. */
const CALLS: Columns = {
  kind: `CASE WHEN n % 5000 = 0 THEN 'resource.changed' ELSE 'call' END`,
  caller: `'api-token ' || (n * 7919 % 97)`,
  credential_id: `n * 7919 % 97`,
  account_id: `'account-' || (n * 7919 % 97)`,
  acts_as: `CASE WHEN n % 40 = 0 THEN 'app' ELSE 'user' END`,
  method: `CASE WHEN n % 8 = 0 THEN 'POST' ELSE 'GET' END`,
  path: `'/rest/api/3/thing-' || (n % 60) || '/' || n`,
  operation: `CASE WHEN n % 10 = 0 THEN NULL ELSE '/rest/api/3/thing-' || (n % 60) END`,
  decision: `CASE WHEN n % 13 = 0 THEN 'deny' ELSE 'allow' END`,
  outcome: `CASE WHEN n % 13 = 0 THEN 'refused' WHEN n % 101 = 0 THEN 'failed' ELSE 'answered' END`,
  status: `CASE WHEN n % 13 = 0 THEN 403 ELSE 200 END`,
  code: `CASE WHEN n % 13 = 0 THEN 'code-' || (n % 7) ELSE NULL END`,
  duration_ms: `20 + (n * 7919 % 1009) * (n % 17)`,
  upstream_ms: `18 + (n * 7919 % 1009) * (n % 17)`,
  shadows: `CASE WHEN n % 50 = 0 THEN 'would-deny:rule-' || (n % 3) ELSE NULL END`,
  hint: `CASE WHEN n % 97 = 0 THEN 'hint-' || (n % 4) ELSE NULL END`,
  deprecation: `CASE WHEN n % 211 = 0 THEN '@1' ELSE NULL END`,
  seen: `'{"access":"write","groups":["staff"],"queryNames":[]}'`,
}

/**
 * Fills a tenant's log with calls of 97 callers and sixty operations, and an occasional change.
 * @param given columns that are to hold something else
 */
export async function fillWithCalls(
  database: Database,
  tenantId: string,
  span: { readonly events: number; readonly from: number; readonly to: number },
  given: Columns = {},
): Promise<void> {
  await manyEvents(database, tenantId, span, { ...CALLS, ...given })
}
