import { createHash } from 'node:crypto'
import { accountsOf } from '../site-state.ts'
import type { SiteState } from '../site-state.ts'
import type { Account } from '../people/account.ts'

function avatars(site: SiteState): Record<string, string> {
  const sizes = ['48x48', '24x24', '16x16', '32x32']
  return Object.fromEntries(sizes.map((size) => [size, `${site.origin}/stand-in/avatar/${size}`]))
}

/** A user as Jira shows it. An e-mail is shown to its owner, to administrators, and to whom the owner lets see it. */
export function userJson(
  site: SiteState,
  account: Account,
  viewer?: Account,
): Record<string, unknown> {
  const self = `${site.origin}/rest/api/3/user?accountId=${encodeURIComponent(account.accountId)}`
  const base = { self, accountId: account.accountId, accountType: account.accountType }
  if (account.closed) {
    return { ...base, displayName: 'Former user', active: false, avatarUrls: avatars(site) }
  }
  const isPrivileged = viewer === account || viewer?.isAdmin === true
  const showsEmail = isPrivileged || (viewer !== undefined && account.emailVisibility === 'visible')
  return {
    ...base,
    ...(showsEmail && account.email !== '' ? { emailAddress: account.email } : {}),
    avatarUrls: avatars(site),
    displayName: account.displayName,
    active: account.active,
    timeZone: account.timeZone,
    locale: account.locale,
  }
}

/** The account as Jira shows it, or the stub for an id nobody has. */
export function userJsonById(site: SiteState, accountId: string): Record<string, unknown> {
  const account = accountsOf(site).find((one) => one.accountId === accountId)
  return account === undefined ? { accountId: 'unknown' } : userJson(site, account)
}

/** Groups have an id of their own, since their names may change. */
export function groupIdOf(name: string): string {
  const hex = createHash('sha256').update(`group:${name}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

export function groupJson(site: SiteState, name: string): Record<string, unknown> {
  const groupId = groupIdOf(name)
  return { name, groupId, self: `${site.origin}/rest/api/3/group?groupId=${groupId}` }
}

/** Names of all groups that somebody is in. */
export function groupNames(site: SiteState): readonly string[] {
  return [...new Set(site.persons.flatMap(({ groups }) => [...groups]))].sort()
}
