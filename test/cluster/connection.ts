import { Agent, request } from 'node:http'

export interface Answer {
  readonly status: number
  readonly body: string
}

interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** One TCP connection, and so one worker for as long as it lasts. */
export interface Connection {
  /** Which worker answers on it. */
  readonly worker: number
  send(path: string, asked?: Asked): Promise<Answer>
  close(): void
}

async function openConnection(url: string): Promise<Connection> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const send = (path: string, { method = 'GET', headers = {}, body }: Asked = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const req = request(new URL(path, url), { agent, method, headers }, (res) => {
        const parts: Buffer[] = []
        res.on('data', (part: Buffer) => parts.push(part))
        res.once('error', reject)
        res.once('end', () => {
          resolve({ status: res.statusCode ?? 0, body: Buffer.concat(parts).toString() })
        })
      })
      req.once('error', reject)
      req.end(body)
    })
  const health = await send('/health')
  const { worker } = JSON.parse(health.body) as { readonly worker?: number }
  if (worker === undefined) throw new Error(`no worker answers: ${health.body}`)
  return { worker, send, close: () => agent.destroy() }
}

/** So many connections of each of these workers. */
export async function connectionsToAll(
  url: string,
  workers: readonly number[],
  ofEach: number,
): Promise<readonly Connection[]> {
  const kept: Connection[] = []
  for (let tries = 0; kept.length < workers.length * ofEach; tries += 1) {
    if (tries > 20 * workers.length * ofEach) throw new Error('some worker gets no connections')
    const opened = await openConnection(url)
    const have = kept.filter(({ worker }) => worker === opened.worker).length
    if (workers.includes(opened.worker) && have < ofEach) kept.push(opened)
    else opened.close()
  }
  return kept
}
