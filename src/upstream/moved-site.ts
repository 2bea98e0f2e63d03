import { Refusal } from '../lib/refusal.ts'
import type { SiteAddress } from './site-address.ts'
import type { SiteRequest } from './site-request.ts'
import type { WireAnswer } from './wire.ts'

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * A renamed site leads every request to the same address below its new name. Followed without a
 * credential, what it serves to nobody would pass for an answer; and where the tenant is to be found is
 * for the product to tell in a lifecycle call, never for an answer on the way.
 * @throws Refusal `upstream/site-moved`
 */
export function refuseMoved(
  answer: WireAnswer,
  { origin, prefix }: SiteAddress,
  { path }: Pick<SiteRequest, 'path'>,
): void {
  if (!REDIRECTS.has(answer.status)) return
  const location = answer.header('location')
  const target = location === undefined ? null : URL.parse(location, origin)
  if (target === null || target.origin === origin || target.pathname !== prefix + path) return
  answer.body.discard()
  throw new Refusal('upstream/site-moved', { detail: `the product leads to ${target.host}` })
}
