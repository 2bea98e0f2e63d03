import { randomBytes } from 'node:crypto'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import type { SealingKey } from '../../src/lib/sealer.ts'
import type { ResourceRule } from '../../src/policy/resource-rule.ts'
import type { Installation } from '../site/install/installation.ts'
import type { Site } from '../site/site.ts'
import { startSite, type SiteWorld } from '../site/start-site.ts'
import { freePort } from '../support/free-port.ts'
import { gatehouseEnvironment } from '../support/gatehouse-environment.ts'
import { visit } from '../support/page-visitor.ts'
import { asAdmin } from './as-admin.ts'
import type { AuditedCall, SeenCall } from './calls.ts'
import { spawnGatehouse, type GatehouseProcess, type Program } from './gatehouse-process.ts'
import type { MakeCall } from './load.ts'
import { takeSeenCalls } from './product-log.ts'
import { readEvents } from './read-events.ts'

/** Atlassian's stand-in in this process, and beside it Gatehouse in one of its own, installed and open. */
export interface CrashWorld {
  readonly databaseFile: string
  readonly sealingKey: SealingKey
  /** How long Gatehouse took here until it was open; a start is over after about as long. */
  readonly opensInMs: number
  /** The process of now; another one after each start. */
  readonly gatehouse: GatehouseProcess
  /** A process on the same file and port. Resolves at once: it is not open yet. */
  start(): GatehouseProcess
  readonly makeCall: MakeCall
  /** What the product saw since this was asked last. */
  seenCalls(): Promise<readonly SeenCall[]>
  /** What the management API tells of the calls since then, of both tenants. */
  auditedCalls(from: number): Promise<readonly AuditedCall[]>
  stop(): Promise<void>
}

const DENIED: ResourceRule = {
  ...EVERYTHING,
  id: 'nobody',
  name: 'Nobody',
  effect: 'deny',
  path: '/rest/api/3/stand-in/denied/**',
}

type Product = 'jira' | 'confluence'
type Tokens = Readonly<Record<Product, Readonly<Record<'user' | 'app', string>>>>

const APIS = { jira: '/rest/api/3', confluence: '/wiki/rest/api' } as const

/** @param databaseFile made when it is not there; its folder has to be */
export async function startCrashWorld(program: Program, databaseFile: string): Promise<CrashWorld> {
  const standIn = await startSite()
  try {
    return await startBeside(standIn, program, databaseFile)
  } catch (failure) {
    await standIn.stop()
    throw failure
  }
}

async function startBeside(
  standIn: SiteWorld,
  program: Program,
  databaseFile: string,
): Promise<CrashWorld> {
  const port = await freePort()
  const url = `http://127.0.0.1:${String(port)}`
  const sealingKey = { id: 'crash', key: randomBytes(32) }
  const { id, key } = sealingKey
  const settings = { port, databaseFile, sealingKey: `${id}:${key.toString('base64')}` }
  const environment = { ...gatehouseEnvironment(standIn, settings), LOG_LEVEL: 'warn' }
  const began = performance.now()
  let gatehouse = spawnGatehouse(program, environment, url)
  try {
    await gatehouse.opened()
    const opensInMs = Math.ceil(performance.now() - began)
    const installed = await installInto(standIn, url)
    return {
      databaseFile,
      sealingKey,
      opensInMs,
      get gatehouse() {
        return gatehouse
      },
      start: () => (gatehouse = spawnGatehouse(program, environment, url)),
      makeCall: installed.makeCall,
      seenCalls: () => takeSeenCalls(standIn),
      auditedCalls: installed.auditedCalls,
      async stop() {
        await gatehouse.stop()
        await standIn.stop()
      },
    }
  } catch (failure) {
    await gatehouse.kill()
    throw failure
  }
}

/** What the site's administrator and its people do before the first call. */
async function installInto(
  { site }: SiteWorld,
  url: string,
): Promise<Pick<CrashWorld, 'makeCall' | 'auditedCalls'>> {
  const { admin } = site.people
  const jira = await site.installApp(`${url}/jira/atlassian-connect.json`)
  const confluence = await site.installApp(`${url}/confluence/atlassian-connect.json`)
  for (const installation of [jira, confluence]) await open({ url, installation, admin })
  const tokens: Tokens = {
    jira: await tokensOf(site, jira),
    confluence: await tokensOf(site, confluence),
  }
  const read = (installation: Installation, from: number) =>
    readEvents((path) => asAdmin({ url, installation, admin }, 'GET', path), from)
  return {
    makeCall: callMaker(`${url}/sites/${site.host}`, tokens),
    auditedCalls: async (from) => [...(await read(jira, from)), ...(await read(confluence, from))],
  }
}

/** What an admin does who opens everything but one path. */
async function open(at: Parameters<typeof asAdmin>[0]): Promise<void> {
  const answer = await asAdmin(at, 'GET', '/policy')
  const { document } = (await answer.json()) as { readonly document: object }
  const resources = at.installation.product === 'jira' ? [EVERYTHING, DENIED] : [EVERYTHING]
  const headers = { 'if-match': answer.headers.get('etag') ?? '' }
  await asAdmin(at, 'PUT', '/policy', { body: { ...document, resources }, headers })
}

async function tokensOf(site: Site, installation: Installation) {
  const { admin, alice } = site.people
  const user = await visit(installation, alice).createToken({ access: 'write' })
  const app = await visit(installation, admin).createToken({ access: 'write', actsAs: 'app' })
  return { user: user.text, app: app.text }
}

function callMaker(gateway: string, tokens: Tokens): MakeCall {
  return ({ product, as, method, path, query }, mark) => {
    const token = as === 'nobody-known' ? 'never-issued' : tokens[product][as]
    return fetch(`${gateway}${APIS[product]}${path}/${mark}${query}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(method === 'GET' ? {} : { body: JSON.stringify({ mark }) }),
    })
  }
}
