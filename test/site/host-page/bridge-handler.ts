import { z } from 'zod'
import { refuse } from '../http/exchange.ts'
import type { Exchange } from '../http/exchange.ts'
import { json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import { framedModuleOf } from '../install/descriptor-modules.ts'
import { contextToken } from '../install/host-token.ts'
import type { SiteState } from '../site-state.ts'
import { frameOf } from './framed-module.ts'

const frameSchema = z.object({ moduleKey: z.string() })

/** What the host page's script fetches for the app: fresh context tokens and addresses of further frames. */
export async function serveBridge(
  site: SiteState,
  exchange: Exchange,
  operation: string | undefined,
): Promise<Reply> {
  const session = site.hostSessions.find(exchange.header('x-stand-in-session'))
  if (session === undefined) return refuse(exchange, 'host-session-unknown', json(401, {}))
  const { installation, account } = session
  exchange.entry.credential = 'host-session'
  exchange.entry.actingAs = account?.accountId ?? 'anonymous'
  if (installation.state !== 'enabled') return refuse(exchange, 'app-not-enabled', json(404, {}))
  const body = await exchange.body.text()
  if (operation === 'token') {
    return json(200, { token: contextToken(site, installation, { account }) })
  }
  if (operation !== 'frame') return refuse(exchange, 'unknown-route', json(404, {}))
  const { moduleKey } = frameSchema.parse(JSON.parse(body))
  const { module } = framedModuleOf(installation.descriptor, moduleKey)
  return json(200, frameOf(site, installation, module, account))
}
