import { json } from '../../site/http/reply.ts'
import type { Reply } from '../../site/http/reply.ts'
import { productError } from '../product/product-call.ts'
import type { ProductCall, ProductRoute } from '../product/product-call.ts'

function userJson(username: string): unknown {
  return { type: 'known', username, userKey: `key-of-${username}`, displayName: username }
}

function current({ user }: ProductCall): Reply {
  if (user !== undefined) return json(200, userJson(user))
  return json(200, { type: 'anonymous', displayName: 'Anonymous' })
}

async function byName({ product, query }: ProductCall): Promise<Reply> {
  const name = query.get('username') ?? ''
  if (await product.crowd.hasUser(name)) return json(200, userJson(name))
  return productError(404, `No user found with username : ${name}`)
}

/** Users, who are all in Crowd. */
export const userRoutes: readonly ProductRoute[] = [
  { method: 'GET', path: '/rest/api/user/current', serve: current },
  { method: 'GET', path: '/rest/api/user', serve: byName },
]
