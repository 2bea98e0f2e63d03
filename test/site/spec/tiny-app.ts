import { createServer } from 'node:http'
import { once } from 'node:events'
import { createQueryStringHash, encodeSymmetric, fromMethodAndUrl } from 'atlassian-jwt'
import type { Installation } from '../install/installation.ts'

/** One callback or delivery as the tiny app got it. */
export interface Received {
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** The smallest app there can be: it serves a descriptor and says yes to everything, unless told otherwise. */
export interface TinyApp {
  readonly baseUrl: string
  readonly descriptorUrl: string
  /** The same app for Confluence: its own key, its own base URL. */
  readonly confluenceDescriptorUrl: string
  readonly received: readonly Received[]
  descriptor: Record<string, unknown>
  /** What a GET of any page shows. */
  page: string
  /** Statuses to answer next, before going back to 204. */
  readonly statuses: number[]
  stop(): Promise<void>
}

function confluenceTwin(descriptor: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { modules } = descriptor
  const webhooks = ['page_created', 'user_deactivated'].map((event) => ({
    event,
    url: `/hooks/${event}`,
  }))
  return {
    ...descriptor,
    key: `${String(descriptor['key'])}-confluence`,
    baseUrl: String(descriptor['baseUrl']).replace('/jira', '/confluence'),
    modules: { ...(typeof modules === 'object' ? modules : {}), webhooks },
  }
}

export async function startTinyApp(scopes: readonly string[], key = 'tiny-app'): Promise<TinyApp> {
  const received: Received[] = []
  const statuses: number[] = []
  const server = createServer((req, res) => {
    const parts: Buffer[] = []
    req.on('data', (part: Buffer) => parts.push(part))
    req.on('end', () => {
      const path = req.url ?? ''
      if (path.endsWith('atlassian-connect.json')) {
        const isJira = path.startsWith('/jira/')
        const descriptor = isJira ? app.descriptor : confluenceTwin(app.descriptor)
        res.setHeader('content-type', 'application/json').end(JSON.stringify(descriptor))
        return
      }
      if (req.method === 'GET') {
        res.setHeader('content-type', 'text/html').end(app.page)
        return
      }
      received.push({ path, headers: req.headers, body: Buffer.concat(parts).toString('utf8') })
      res.writeHead(statuses.shift() ?? 204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const baseUrl = `http://127.0.0.1:${port}/jira`
  const app: TinyApp = {
    baseUrl,
    descriptorUrl: `${baseUrl}/atlassian-connect.json`,
    confluenceDescriptorUrl: `http://127.0.0.1:${port}/confluence/atlassian-connect.json`,
    received,
    statuses,
    page: '<p>A page</p>',
    descriptor: {
      key,
      name: 'Tiny app',
      baseUrl,
      authentication: { type: 'jwt' },
      lifecycle: {
        installed: '/installed',
        uninstalled: '/uninstalled',
        enabled: '/enabled',
        disabled: '/disabled',
      },
      scopes,
      modules: {
        adminPages: [{ key: 'admin', url: '/admin', name: { value: 'Admin' } }],
        generalPages: [{ key: 'me', url: '/caf%C3%A9?x[b]=1&x.b={ac.x}', name: { value: 'Me' } }],
        webhooks: [{ event: 'user_deleted', url: '/hooks/user_deleted' }],
      },
    },
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return app
}

/** What may differ from a proper token of the app. */
export interface AppTokenBend {
  readonly secret?: string
  readonly claims?: Readonly<Record<string, unknown>>
}

/** A token made by Atlassian's own JavaScript library, so that the verifier meets a foreign signer. */
export function appToken(
  installation: Installation,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  bend: AppTokenBend = {},
): string {
  const now = Math.floor(Date.now() / 1000)
  const qsh = createQueryStringHash(fromMethodAndUrl(method, path), false)
  const claims = { iss: installation.appKey, iat: now, exp: now + 180, qsh, ...bend.claims }
  return encodeSymmetric(claims, bend.secret ?? installation.sharedSecret())
}
