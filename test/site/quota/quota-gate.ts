import type { Caller } from '../access/caller.ts'
import type { ProductFace } from '../access/product-face.ts'
import type { ApiRoute } from '../api/api-call.ts'
import { refuse } from '../http/exchange.ts'
import type { Exchange } from '../http/exchange.ts'
import { withHeaders } from '../http/reply.ts'
import type { HeaderValues, Reply } from '../http/reply.ts'
import type { PathParameters } from '../http/route-table.ts'
import type { SiteState } from '../site-state.ts'
import type { Counted } from './quota.ts'

/**
 * Counts an app's call, its own or for a user. Calls with a person's own API token are not counted (reference
 * §8.4). The answer carries the headers; with a reply the call is refused.
 */
export function quotaGate(
  site: SiteState,
  face: ProductFace,
  exchange: Exchange,
  route: Pick<ApiRoute, 'method' | 'path'>,
  parameters: PathParameters,
  caller: Caller,
): { readonly headers: HeaderValues; readonly reply?: Reply } {
  if (caller.kind !== 'app' && caller.kind !== 'impersonated') return { headers: {} }
  const { method, path } = exchange
  const { settings } = site.quota
  const at = site.world.now() + site.faults.clockOffsetSeconds * 1000
  const counted = site.quota.count({
    product: face.product,
    installation: caller.installation.clientKey,
    method,
    path,
    operation: route.path,
    writesTo: method === 'GET' || method === 'HEAD' ? undefined : issueIn(path, parameters),
    at,
  })
  const headers = settings.isSilent === true ? {} : headersOf(counted, at)
  const { refused } = counted
  if (refused === undefined) return { headers }
  const reply = face.failure(429, 'Rate limit exceeded.')
  const why = {
    'retry-after': String(refused.retryAfterSeconds),
    'ratelimit-reason': refused.reason,
  }
  return { headers, reply: refuse(exchange, refused.reason, withHeaders(reply, why)) }
}

function headersOf({ hour, refused }: Counted, at: number): HeaderValues {
  if (hour === undefined) return {}
  const { limit, remaining, endsAt } = hour
  const seconds = Math.ceil((endsAt - at) / 1000)
  // What a refusal says beside the reason is about the limit that it is for.
  const isQuota = refused === undefined || refused.reason.includes('-quota-')
  return {
    'x-ratelimit-limit': String(isQuota ? limit : 0),
    'x-ratelimit-remaining': String(isQuota ? remaining : 0),
    'x-ratelimit-reset': new Date(isQuota ? endsAt : at + 1000).toISOString(),
    ...(remaining < limit * 0.2 ? { 'x-ratelimit-nearlimit': 'true' } : {}),
    'beta-ratelimit-policy': `"global-app-quota";q=${String(limit)};w=3600`,
    'beta-ratelimit': `"global-app-quota";r=${String(remaining)};t=${String(seconds)}`,
  }
}

function issueIn(path: string, parameters: PathParameters): string | undefined {
  if (!path.includes('/issue/')) return undefined
  return Object.values(parameters)[0]
}
