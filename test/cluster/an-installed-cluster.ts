import type { Installation } from '../site/install/installation.ts'
import { startSite, type SiteWorld } from '../site/start-site.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { visit } from '../support/page-visitor.ts'
import { watchForSecret } from '../support/sinks.ts'
import { startCluster, type Cluster } from './a-cluster.ts'
import type { Answer, Connection } from './connection.ts'

/** Some workers with the app installed into a Jira whose rules allow everything. */
export interface InstalledCluster {
  readonly world: SiteWorld
  readonly cluster: Cluster
  readonly jira: Installation
  token(access?: 'read' | 'write'): Promise<{ readonly text: string; readonly id: string }>
  /** One call of the gateway on this connection; status, or the code of a refusal. */
  call(connection: Connection, token: string, path?: string, method?: string): Promise<string>
  /** The management API as an administrator, on this connection. */
  manage(connection: Connection, method: string, path: string, body?: object): Promise<Answer>
  /** Changes the rules, on this connection. */
  change(
    connection: Connection,
    decide: (document: Record<string, object>) => object,
  ): Promise<void>
  stop(): Promise<void>
}

export const MYSELF = '/rest/api/3/myself'

export async function anInstalledCluster(workers = 2): Promise<InstalledCluster> {
  const world = await startSite()
  const cluster = await startCluster(world, workers)
  const { site } = world
  const jira = await site.installApp(`${cluster.url}/jira/atlassian-connect.json`)
  watchForSecret(jira.sharedSecret())
  const { admin, alice } = site.people

  const manage: InstalledCluster['manage'] = (connection, method, path, body) =>
    connection.send(`/api/v1${path}`, {
      method,
      headers: {
        authorization: `JWT ${jira.contextToken(admin)}`,
        'content-type': 'application/json',
        ...(body !== undefined && 'ifMatch' in body ? { 'if-match': String(body.ifMatch) } : {}),
      },
      ...(body === undefined
        ? {}
        : { body: JSON.stringify('document' in body ? body.document : body) }),
    })

  return {
    world,
    cluster,
    jira,
    manage,
    token: (access = 'write') => visit(jira, alice).createToken({ access }),
    async call(connection, token, path = MYSELF, method = 'GET') {
      const answer = await connection.send(`/sites/${site.host}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
      })
      const code = /"code":"([^"]+)"/.exec(answer.body)?.[1]
      return code ?? String(answer.status)
    },
    async change(connection, decide) {
      const read = await manage(connection, 'GET', '/policy')
      const { version, document } = JSON.parse(read.body) as {
        readonly version: number
        readonly document: Record<string, object>
      }
      const body = { ifMatch: `"${String(version)}"`, document: decide(document) }
      const answer = await manage(connection, 'PUT', '/policy', body)
      if (answer.status !== 200) throw new Error(`${String(answer.status)} ${answer.body}`)
    },
    async stop() {
      await cluster.clear()
      await world.stop()
    },
  }
}

/** What an admin does who clicks “Everything” among the starter sets. */
export const openAll = (document: Record<string, object>) => ({
  ...document,
  resources: [EVERYTHING],
})

/** Of the connections, one of each worker. */
export function oneOfEach(connections: readonly Connection[]): readonly [Connection, Connection] {
  const of = (worker: number) => {
    const found = connections.find((each) => each.worker === worker)
    if (found === undefined) throw new Error(`no connection of worker ${String(worker)}`)
    return found
  }
  return [of(1), of(2)]
}
