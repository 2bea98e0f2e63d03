import { covers } from '../access/scopes.ts'
import type { Account } from '../people/account.ts'
import type { SiteState } from '../site-state.ts'
import type { Project } from './jira-store.ts'

const member = [
  'BROWSE_PROJECTS',
  'CREATE_ISSUES',
  'EDIT_ISSUES',
  'ADD_COMMENTS',
  'CREATE_ATTACHMENTS',
]
const keeper = [...member, 'DELETE_ISSUES', 'ADMINISTER_PROJECTS']
const everyone = ['USER_PICKER', 'BULK_CHANGE', 'CREATE_SHARED_OBJECTS']

export const knownProjectPermissions: ReadonlySet<string> = new Set(keeper)
export const knownGlobalPermissions: ReadonlySet<string> = new Set([
  ...everyone,
  'ADMINISTER',
  'SYSTEM_ADMIN',
])

/** Permissions over the whole of Jira. An app user administers only with the ADMIN scope. */
export function globalPermissions(
  site: SiteState,
  account: Account | undefined,
): ReadonlySet<string> {
  if (account === undefined || !account.active || account.closed) return new Set()
  const record = site.installations.find(({ appUser }) => appUser === account)
  const administers =
    record === undefined ? account.isAdmin : covers(record.descriptor.scopes ?? [], 'ADMIN')
  return new Set(administers ? [...everyone, 'ADMINISTER'] : everyone)
}

/** Permissions in one project; an empty set means that the project does not exist for the account. */
export function projectPermissions(
  site: SiteState,
  account: Account | undefined,
  project: Project,
): ReadonlySet<string> {
  if (account === undefined || !account.active || account.closed) return new Set()
  const record = site.installations.find(({ appUser }) => appUser === account)
  if (record !== undefined) {
    const isBarred = project.isSecret || record.barredFrom.has(project.key)
    return new Set(isBarred ? [] : keeper)
  }
  if (account.isAdmin) return new Set(keeper)
  return new Set(project.isSecret ? [] : member)
}

export function mayBrowse(
  site: SiteState,
  account: Account | undefined,
  project: Project,
): boolean {
  return projectPermissions(site, account, project).has('BROWSE_PROJECTS')
}
