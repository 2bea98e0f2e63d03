import { ApiFailure, parameter } from '../api/api-call.ts'
import type { ApiCall } from '../api/api-call.ts'
import { covers } from '../access/scopes.ts'
import type { Account } from '../people/account.ts'
import type { SiteState } from '../site-state.ts'
import type { Page, Space } from './confluence-store.ts'

/** Whether the account administers Confluence; an app user does with the ADMIN scope only. */
export function administers(site: SiteState, account: Account): boolean {
  if (!account.active || account.closed) return false
  const record = site.installations.find(({ appUser }) => appUser === account)
  return record === undefined ? account.isAdmin : covers(record.descriptor.scopes ?? [], 'ADMIN')
}

/** Whether the space exists for the account. */
export function maySee(site: SiteState, account: Account | undefined, space: Space): boolean {
  if (account === undefined || !account.active || account.closed) return false
  const record = site.installations.find(({ appUser }) => appUser === account)
  if (record !== undefined) return !space.isSecret && !record.barredFrom.has(space.key)
  return account.isAdmin || !space.isSecret
}

/** Hidden and absent content read the same. */
export function findPage(call: ApiCall, name = 'page'): Page {
  const id = parameter(call, name)
  const page = call.site.confluence.pages.find((one) => one.id === id)
  if (page !== undefined && maySee(call.site, call.account, page.space)) return page
  throw new ApiFailure(404, `No content found with id: ContentId{id=${id}}`)
}

/** The space that the caller named, by id or key. */
export function demandSpace(call: ApiCall, idOrKey: string | undefined): Space {
  const space = call.site.confluence.spaces.find(({ id, key }) => id === idOrKey || key === idOrKey)
  if (space !== undefined && maySee(call.site, call.account, space)) return space
  throw new ApiFailure(404, `No space found for ${String(idOrKey)}`)
}
