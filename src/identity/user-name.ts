import type { Tenant } from '../tenants/tenant.ts'
import { isAccountId } from './account-id.ts'

/**
 * Whether a text can be a user name of Data Center: Crowd takes nearly anything, so what is left out are
 * control characters, white space and what would end a header, a path or a piece of HTML.
 */
export function isUserName(text: unknown): text is string {
  return typeof text === 'string' && /^[^\s\p{C}/\\"<>&;,]{1,128}$/u.test(text)
}

/** Whether a text can name somebody of this tenant's product. */
export function isAccountOf(tenant: Pick<Tenant, 'dataCenter'>, text: unknown): text is string {
  return tenant.dataCenter === undefined ? isAccountId(text) : isUserName(text)
}

/** Products and Crowd compare user names without regard to case. */
export function isSameUser(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
