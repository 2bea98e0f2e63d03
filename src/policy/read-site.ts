import type { Product } from '../tenants/tenant.ts'
import { badPath } from './checked-path.ts'

/** Which site and product a request names, and the rest of its target, not yet checked. */
export interface NamedSite {
  readonly host: string
  readonly product: Product
  /** Below the product's base URL; empty when the target ends with the site or with `/wiki`. */
  readonly rawPath: string
  /** What follows the first `?`; empty without one. */
  readonly rawQuery: string
}

const PREFIX = '/sites/'
const WIKI = '/wiki'

/** A host name as it stands in a tenant's record, with a port on development sites. */
const HOST = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[1-9][0-9]{0,4})?$/

/**
 * Reads `/sites/{host}/{path}` off the request line as it came. A proxy's absolute form, a fragment
 * and bytes beyond printable ASCII have no business there (RFC 9112 §3.2) and are read differently by
 * different programs.
 * @throws Refusal `request/bad-path`
 */
export function readSite(target: string): NamedSite {
  if (!target.startsWith(PREFIX)) throw badPath('another form than /sites/{host}/{path}')
  if (!/^[\x21-\x7e]*$/.test(target)) throw badPath('a byte beyond printable ASCII')
  if (target.includes('#')) throw badPath('a fragment')

  const [before, rawQuery] = cutAt(target, '?')
  const [named] = cutAt(before.slice(PREFIX.length), '/')
  const host = named.toLowerCase()
  if (!HOST.test(host)) throw badPath('no host name after /sites/')

  const rest = before.slice(PREFIX.length + named.length)
  if (rest === WIKI || rest.startsWith(`${WIKI}/`)) {
    return { host, product: 'confluence', rawPath: rest.slice(WIKI.length), rawQuery }
  }
  return { host, product: 'jira', rawPath: rest, rawQuery }
}

function cutAt(text: string, mark: string): [before: string, after: string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
