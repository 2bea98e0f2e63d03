import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** RSA keys are slow to make, so a run shares these. */
export const SIGNING_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const OTHER_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 })

interface KeyServerAnswer {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface KeyServer {
  readonly url: string
  /** Paths asked for, in order. */
  readonly asked: readonly string[]
  /** Replaces the usual answers; `'hang'` never answers. */
  answer: ((path: string) => KeyServerAnswer | 'hang' | undefined) | undefined
  stop(): Promise<void>
}

/** Knows one key, `key-1`; everything else is 404, as a page. */
export async function startKeyServer(): Promise<KeyServer> {
  const asked: string[] = []
  const server = createServer((req, res) => {
    const path = req.url ?? ''
    asked.push(path)
    const answer = keyServer.answer?.(path) ?? usual(path)
    if (answer === 'hang') return
    res.writeHead(answer.status, answer.headers)
    res.end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const keyServer: KeyServer = {
    url: `http://127.0.0.1:${port}`,
    asked,
    answer: undefined,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return keyServer
}

export function pemOf(pair: typeof SIGNING_KEY): string {
  return pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
}

function usual(path: string): KeyServerAnswer {
  if (path === '/key-1') return { status: 200, body: pemOf(SIGNING_KEY) }
  return { status: 404, body: '<html><body>Not Found</body></html>' }
}
