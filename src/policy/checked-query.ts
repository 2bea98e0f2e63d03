import { isUtf8 } from '../lib/path-form.ts'
import { queryMembers } from '../lib/query-members.ts'
import { Refusal } from '../lib/refusal.ts'

/**
 * Parameters in which Atlassian's products accept, or once accepted, a credential. In an address they
 * would end up in logs, histories and Referer headers; `jwt` and `acpt` could also contradict ours.
 */
const CREDENTIALS = new Set([
  'jwt',
  'acpt',
  'access_token',
  'oauth_token',
  'os_username',
  'os_password',
  'os_authtype',
  'os_cookie',
])

/**
 * The query, unchanged, if it carries no credential and both ends will read it alike: its hash is
 * signed, and malformed escapes are decoded differently by Java and JavaScript.
 * @throws Refusal `request/credential-in-query`, `request/malformed`
 */
export function checkedQuery(query: string): string {
  if (query === '') return query
  if (query.includes('%') && !isWellEscaped(query)) {
    throw new Refusal('request/malformed', { detail: 'the query has a malformed escape' })
  }
  for (const [name] of queryMembers(query)) {
    if (CREDENTIALS.has(name.trim().toLowerCase())) {
      throw new Refusal('request/credential-in-query', { detail: `parameter ${name.trim()}` })
    }
  }
  return query
}

function isWellEscaped(query: string): boolean {
  return /^(?:[^%]|%[0-9A-Fa-f]{2})*$/.test(query) && isUtf8(query)
}
