import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../test/support/free-port.ts'
import { auditedCalls } from './audited-calls.ts'
import type { Contender, Deeds, Running } from './contender.ts'
import { PROXY_CORE, type Rig } from './rig.ts'
import { cloudTenant, dataCenterTenant, seed } from './seed.ts'
import { untilAnswers } from './until-answers.ts'

export interface StartedGatehouse extends Running {
  readonly pid: number
  readonly startMs: number
  readonly databaseFile: string
}

export const BUILT = 'dist/main.js'

const DEEDS: Deeds = {
  token: 'RS256, verified once, then cached until it ends',
  rules: 'groups of the token, 20 networks, 200 resource rules, guard',
  limit: 'per token and per tenant',
  record: 'durable before the call (SQLite, fsync), strict',
  credential: "the user's own token of the product, cached",
}

/** The built program with everything on, as its own child. */
export function gatehouse(name: string, upstream: 'http' | 'https'): Contender {
  return {
    ...{ name, upstream, deeds: DEEDS, missing },
    start: (rig) => startGatehouse(rig, upstream),
  }
}

/** The same in front of a site of Data Center whose people have signed on by Crowd. */
export function gatehouseDataCenter(name: string): Contender {
  return {
    ...{ name, upstream: 'http', missing },
    deeds: {
      ...DEEDS,
      token: 'a sign-on cookie, shown to Crowd, which is believed for 30 s',
      rules: 'groups of Crowd, 20 networks, 200 resource rules, guard',
      credential: "the cookie, in a session of the user's own, and who was served is compared",
    },
    start: (rig) => startGatehouse(rig, 'dataCenter'),
  }
}

function missing(): string | undefined {
  return existsSync(BUILT) ? undefined : 'not built (npm run build)'
}

/** @param nodeOptions such as `--cpu-prof` */
export async function startGatehouse(
  rig: Rig,
  upstream: 'http' | 'https' | 'dataCenter',
  nodeOptions: readonly string[] = [],
): Promise<StartedGatehouse> {
  const { folder, processes } = rig
  const upstreamUrl = rig.upstream[upstream]
  const databaseFile = join(
    folder,
    `gatehouse-${upstream}-${randomBytes(4).toString('hex')}.sqlite`,
  )
  const key = { id: 'bench', key: randomBytes(32) }
  const isDataCenter = upstream === 'dataCenter'
  const site = isDataCenter ? dataCenterTenant(rig.upstream) : cloudTenant(upstreamUrl)
  await seed(databaseFile, key, site, rig.keys.publicPem)
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const pid = processes.start(['node', ...nodeOptions, BUILT], {
    core: PROXY_CORE,
    logFile: join(folder, `gatehouse-${upstream}.log`),
    env: {
      // Loopback addresses are refused in production; nothing else on the way of a call asks for it.
      NODE_ENV: 'test',
      PORT: String(port),
      BASE_URL: origin,
      DATABASE_URL: `sqlite:${databaseFile}`,
      SECRETS_KEYS: `bench:${key.key.toString('base64')}`,
      SITE_HOSTS: isDataCenter ? '*.atlassian.net' : '127.0.0.1:*',
      ATLASSIAN_TOKEN_URL: rig.upstream.tokenUrl,
      ALLOW_HTTP_SITES: 'true',
      ALLOW_PRIVATE_ADDRESSES: 'true',
      NODE_EXTRA_CA_CERTS: rig.upstream.caFile,
    },
  })
  const startMs = await untilAnswers(`${origin}/health`)
  return {
    pid,
    startMs,
    databaseFile,
    origin,
    prefix: `/sites/${new URL(upstreamUrl).host}`,
    tokensFile: isDataCenter ? rig.cookiesFile : rig.tokensFile,
    scheme: isDataCenter ? 'Cookie' : 'Bearer',
    auditedCalls: () => auditedCalls(databaseFile),
  }
}
