import { z } from 'zod'
import { ApiFailure, parameter } from '../api/api-call.ts'
import type { ApiCall, ApiRoute } from '../api/api-call.ts'
import { readJson } from '../api/read-json.ts'
import type { Product } from '../access/scopes.ts'
import { empty, json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import type { InstallationRecord } from '../install/installation-record.ts'

/** The record of the calling app; another app's key reads as unknown. */
function ownRecord(call: ApiCall): InstallationRecord {
  const { caller } = call
  if (caller.kind !== 'app' || caller.installation.appKey !== parameter(call, 'addon')) {
    throw new ApiFailure(404, 'The add-on could not be found.')
  }
  return caller.installation
}

function describeAddon(call: ApiCall): Reply {
  const record = ownRecord(call)
  const path = `${call.face.contextPath}/rest/atlassian-connect/1/addons/${record.appKey}`
  return json(200, {
    key: record.appKey,
    version: '1.0.0-AC',
    state: record.state === 'enabled' ? 'ENABLED' : 'DISABLED',
    host: { product: record.product === 'jira' ? 'Jira' : 'Confluence', contacts: [] },
    license: { active: false, type: 'COMMERCIAL', evaluation: false },
    links: { self: [{ href: `${call.site.origin}${path}` }] },
  })
}

const accountsSchema = z.object({
  accounts: z.array(z.object({ accountId: z.string().max(128), updatedAt: z.iso.datetime() })),
})

async function reportAccounts(call: ApiCall): Promise<Reply> {
  const { accounts } = await readJson(call, accountsSchema)
  if (accounts.length > 90)
    throw new ApiFailure(400, 'At most 90 accounts may be reported at once.')
  const headers = { 'cycle-period': call.site.privacy.cyclePeriod }
  const due = accounts.flatMap(({ accountId, updatedAt }) => {
    const account = call.site.persons.find((one) => one.accountId === accountId)
    // An account that nobody has any more is closed as far as personal data goes.
    if (account === undefined || account.closed) return [{ accountId, status: 'closed' }]
    const changed = call.site.privacy.updatedAt.get(accountId)
    return changed !== undefined && changed > Date.parse(updatedAt)
      ? [{ accountId, status: 'updated' }]
      : []
  })
  return due.length === 0 ? empty(204, headers) : json(200, { accounts: due }, headers)
}

/** What only an app may ask, with its own token. */
export function addonRoutes(product: Product): readonly ApiRoute[] {
  const root = `${product === 'confluence' ? '/wiki' : ''}/rest/atlassian-connect`
  const report: Omit<ApiRoute, 'path'> = {
    method: 'POST',
    login: 'app',
    scope: 'READ',
    handle: reportAccounts,
  }
  return [
    { method: 'GET', path: `${root}/1/addons/:addon`, login: 'app', handle: describeAddon },
    { ...report, path: `${root}/latest/report-accounts` },
    { ...report, path: `${root}/1/report-accounts` },
  ]
}
