import { z } from 'zod'
import { ApiFailure } from '../api/api-call.ts'
import type { ApiCall, ApiRoute } from '../api/api-call.ts'
import { readJson } from '../api/read-json.ts'
import { json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import type { Account } from '../people/account.ts'
import { accountsOf } from '../site-state.ts'
import {
  globalPermissions,
  knownGlobalPermissions,
  knownProjectPermissions,
  projectPermissions,
} from './jira-permissions.ts'
import type { ApiVersion } from './issue-json.ts'

const numbers = z.array(z.int()).max(1000).optional()
const checkSchema = z.looseObject({
  accountId: z.string().optional(),
  globalPermissions: z.array(z.string()).optional(),
  projectPermissions: z
    .array(z.looseObject({ permissions: z.array(z.string()), projects: numbers, issues: numbers }))
    .optional(),
})
type Check = z.infer<typeof checkSchema>

function subjectOf(call: ApiCall, accountId: string | undefined): Account | undefined {
  if (accountId === undefined || accountId === call.account?.accountId) return call.account
  const isAdmin = globalPermissions(call.site, call.account).has('ADMINISTER')
  // A Connect app may ask for anybody, but only from its server; people may only if they administer Jira.
  if (call.caller.kind !== 'app' && !isAdmin) {
    throw new ApiFailure(403, 'You do not have permission to check other users.')
  }
  return accountsOf(call.site).find((one) => one.accountId === accountId)
}

function checkNames(check: Check): void {
  const global = check.globalPermissions ?? []
  const project = (check.projectPermissions ?? []).flatMap(({ permissions }) => permissions)
  const odd = [
    ...global.filter((name) => !knownGlobalPermissions.has(name)),
    ...project.filter((name) => !knownProjectPermissions.has(name)),
  ]
  if (odd.length > 0) throw new ApiFailure(400, `Unrecognized permission(s): ${odd.join(', ')}`)
}

async function checkPermissions(call: ApiCall): Promise<Reply> {
  const check = await readJson(call, checkSchema)
  checkNames(check)
  const account = subjectOf(call, check.accountId)
  const { projects, issues } = call.site.jira
  const held = globalPermissions(call.site, account)
  const granted = (check.projectPermissions ?? []).flatMap((wanted) =>
    wanted.permissions.map((permission) => ({
      permission,
      projects: projects
        .filter(({ id }) => wanted.projects?.includes(Number(id)))
        .filter((project) => projectPermissions(call.site, account, project).has(permission))
        .map(({ id }) => Number(id)),
      issues: issues
        .filter(({ id }) => wanted.issues?.includes(Number(id)))
        .filter(({ project }) => projectPermissions(call.site, account, project).has(permission))
        .map(({ id }) => Number(id)),
    })),
  )
  const names = (check.globalPermissions ?? []).filter((name) => held.has(name))
  return json(200, { globalPermissions: names, projectPermissions: granted })
}

function myPermissions(call: ApiCall): Reply {
  const { site, account, query } = call
  const names = (query.get('permissions') ?? '').split(',').filter((name) => name !== '')
  if (names.length === 0)
    throw new ApiFailure(400, "The 'permissions' query parameter is required.")
  const key = query.get('projectKey')
  const project = site.jira.projects.find((one) => one.key === key)
  const held = new Set([
    ...globalPermissions(site, account),
    ...(project === undefined ? [] : projectPermissions(site, account, project)),
  ])
  const odd = names.find(
    (name) => !knownGlobalPermissions.has(name) && !knownProjectPermissions.has(name),
  )
  if (odd !== undefined) throw new ApiFailure(400, `Unrecognized permission(s): ${odd}`)
  const entries = names.map((name): [string, unknown] => {
    const type = knownGlobalPermissions.has(name) ? 'GLOBAL' : 'PROJECT'
    return [
      name,
      { id: name, key: name, name, type, description: '', havePermission: held.has(name) },
    ]
  })
  return json(200, { permissions: Object.fromEntries(entries) })
}

/** What an account may do. */
export function permissionRoutes(version: ApiVersion): readonly ApiRoute[] {
  const path = `/rest/api/${version}`
  return [
    { method: 'POST', path: `${path}/permissions/check`, scope: 'READ', handle: checkPermissions },
    { method: 'GET', path: `${path}/mypermissions`, login: 'anyone', handle: myPermissions },
  ]
}
