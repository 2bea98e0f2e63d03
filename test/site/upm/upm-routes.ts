import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { ApiFailure, parameter } from '../api/api-call.ts'
import type { ApiCall, ApiRoute } from '../api/api-call.ts'
import { readJson } from '../api/read-json.ts'
import type { Product } from '../access/scopes.ts'
import { empty, json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import { installRecord } from '../install/install-app.ts'
import { InstallFailed } from '../install/install-failed.ts'
import type { InstallationRecord } from '../install/installation-record.ts'
import { uninstall } from '../install/lifecycle-changes.ts'

const installSchema = z.looseObject({ pluginUri: z.url() })
const installTypes = new Set([
  'application/vnd.atl.plugins.remote.install+json',
  'application/vnd.atl.plugins.install.uri+json',
])

/** An installation on its way: done, failed, or still running. */
interface Pending {
  record?: InstallationRecord
  error?: string
}
const pendings = new Map<string, Pending>()
const tokens = new Set<string>()

/** Apps may not manage apps, and neither may people who do not administer the product. */
function demandAdmin(call: ApiCall): void {
  if (call.caller.kind === 'person' && call.caller.account.isAdmin) return
  throw new ApiFailure(403, 'Only administrators may manage apps.')
}

function pluginJson(call: ApiCall, record: InstallationRecord): Record<string, unknown> {
  const self = `${call.face.contextPath}/rest/plugins/1.0/${record.appKey}-key`
  const { name } = record.descriptor
  return { key: record.appKey, name, enabled: record.state === 'enabled', links: { self } }
}

function present(call: ApiCall): readonly InstallationRecord[] {
  return call.site.installations.filter(
    ({ product, state }) =>
      product === call.face.product && (state === 'enabled' || state === 'disabled'),
  )
}

function listPlugins(call: ApiCall): Reply {
  demandAdmin(call)
  const token = randomUUID()
  tokens.add(token)
  const plugins = present(call).map((record) => pluginJson(call, record))
  return json(200, { plugins, links: {} }, { 'upm-token': token })
}

async function installPlugin(call: ApiCall): Promise<Reply> {
  demandAdmin(call)
  const mediaType = call.exchange.header('content-type')?.split(';')[0] ?? ''
  if (!installTypes.has(mediaType)) throw new ApiFailure(415, `Cannot install from ${mediaType}`)
  if (!tokens.delete(call.query.get('token') ?? '')) throw new ApiFailure(403, 'Invalid upm-token')
  const { pluginUri } = await readJson(call, installSchema)
  const id = randomUUID()
  const pending: Pending = {}
  pendings.set(id, pending)
  const work = installRecord(call.site, pluginUri, call.face.product).then(
    (record) => void (pending.record = record),
    (cause: unknown) => {
      pending.error = cause instanceof InstallFailed ? cause.message : `stand-in: ${String(cause)}`
    },
  )
  call.site.background.add(work)
  const self = `${call.face.contextPath}/rest/plugins/1.0/pending/${id}`
  return json(202, { links: { self }, pingAfter: 100, status: { done: false } })
}

function pendingPlugin(call: ApiCall): Reply {
  demandAdmin(call)
  const pending = pendings.get(parameter(call, 'id'))
  if (pending === undefined) throw new ApiFailure(404, 'No such task.')
  if (pending.record !== undefined) return json(200, pluginJson(call, pending.record))
  const { error } = pending
  const self = `${call.face.contextPath}${call.exchange.path.slice(call.face.contextPath.length)}`
  const status = error === undefined ? { done: false } : { done: true, errorMessage: error }
  return json(200, { links: { self }, pingAfter: 100, status })
}

async function deletePlugin(call: ApiCall): Promise<Reply> {
  demandAdmin(call)
  const key = parameter(call, 'plugin').replace(/-key$/, '')
  const record = present(call).find(({ appKey }) => appKey === key)
  if (record === undefined) throw new ApiFailure(404, `No app ${key} is installed.`)
  await uninstall(call.site, record)
  return empty(204)
}

function settings(call: ApiCall): Reply {
  demandAdmin(call)
  return json(200, { settings: [{ key: 'connectDeveloperListingsEnabled', value: true }] })
}

/** The app manager's REST API: install, watch and remove apps with an admin's Basic credentials. */
export function upmRoutes(product: Product): readonly ApiRoute[] {
  const root = `${product === 'confluence' ? '/wiki' : ''}/rest/plugins/1.0`
  return [
    { method: 'GET', path: `${root}/`, handle: listPlugins },
    { method: 'GET', path: root, handle: listPlugins },
    { method: 'GET', path: `${root}/settings`, handle: settings },
    { method: 'POST', path: `${root}/`, accepts: 'any', handle: installPlugin },
    { method: 'GET', path: `${root}/pending/:id`, handle: pendingPlugin },
    { method: 'DELETE', path: `${root}/:plugin`, handle: deletePlugin },
  ]
}
