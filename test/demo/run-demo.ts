import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, type App } from '../../src/app.ts'
import { readSettings } from '../../src/config/read-settings.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { createLog } from '../../src/lib/log.ts'
import { startSite, type SiteWorld } from '../site/start-site.ts'
import { startIdp, type Idp } from '../idp/start-idp.ts'
import { attachNote } from './attach-note.ts'
import { makeCalls } from './make-calls.ts'
import { jobToken, makeCompanyCalls } from './make-company-calls.ts'
import { makeRuledCalls, openTheProduct } from './make-ruled-calls.ts'
import type { Stage } from './scene.ts'
import { visit } from '../support/page-visitor.ts'
import { freePort } from '../support/free-port.ts'

export interface Demo {
  /** How many of the calls went otherwise than they should. */
  readonly faults: number
  /** What to try next, ready to be pasted. */
  readonly invitation: string
  stop(): Promise<void>
}

/** The whole story once: start, install by descriptor URL, call; narrated line by line. */
export async function runDemo(say: (line: string) => void): Promise<Demo> {
  const opened: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const close of opened.splice(0).reverse()) await close()
  }
  try {
    return { ...(await tell(say, opened)), stop }
  } catch (failure) {
    await stop()
    throw failure
  }
}

async function tell(
  say: (line: string) => void,
  opened: (() => Promise<unknown>)[],
): Promise<Omit<Demo, 'stop'>> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-demo-'))
  opened.push(() => rm(folder, { recursive: true, force: true }))
  const world = await startSite()
  opened.push(() => world.stop())
  say(
    `\n1. A stand-in of an Atlassian site is up: ${world.site.baseUrl} (Jira), …/wiki (Confluence)`,
  )
  const { app, url } = await startGatehouse(world, folder)
  opened.push(() => app.stop())
  say(`2. Gatehouse is up: ${url}, with a SQLite file and keys that it made itself`)

  const jira = await world.site.installApp(`${url}/jira/atlassian-connect.json`)
  const confluence = await world.site.installApp(`${url}/confluence/atlassian-connect.json`)
  const keys = `${jira.appKey} into Jira, ${confluence.appKey} into Confluence`
  say(`3. Installed by descriptor URL, through the signed handshake: ${keys}\n`)

  const idp = await startIdp()
  opened.push(() => idp.stop())
  const gateway = `${url}/sites/${world.site.host}`
  const note = await attachNote(world)
  const stage: Stage = { world, jira, url, gateway, note, say }
  const played = [
    await openTheProduct(stage),
    await makeCalls(stage),
    await makeCompanyCalls(stage, idp),
    await makeRuledCalls(stage),
  ]
  const sum = (of: 'calls' | 'faults') => played.reduce((total, each) => total + each[of], 0)
  const faults = sum('faults')
  const verdict = `${String(sum('calls'))} calls, ${faults === 0 ? 'all as they should be' : `${String(faults)} wrong`}.`
  say(`\n${verdict}`)
  return { faults, invitation: await invitationOf(stage, idp) }
}

async function startGatehouse(
  world: SiteWorld,
  folder: string,
): Promise<{ app: App; url: string }> {
  const port = await freePort()
  const settings = readSettings({
    PORT: String(port),
    BASE_URL: `http://127.0.0.1:${String(port)}`,
    DATABASE_URL: `sqlite:${join(folder, 'gatehouse.sqlite')}`,
    SECRETS_KEYS: `demo:${randomBytes(32).toString('base64')}`,
    SITE_HOSTS: world.site.host,
    CONNECT_KEYS_CDN_URL: world.keysUrl,
    ATLASSIAN_TOKEN_URL: world.tokenUrl,
    HOST_SCRIPT_URL: world.hostScriptUrl,
    ALLOW_HTTP_SITES: 'true',
    ALLOW_PRIVATE_ADDRESSES: 'true',
  })
  const log = createLog('error')
  const app = await createApp(settings, { clock: systemClock, ids: systemIds, log })
  await new Promise<void>((resolve) => app.server.listen(port, '127.0.0.1', resolve))
  return { app, url: settings.baseUrl }
}

async function invitationOf(stage: Stage, idp: Idp): Promise<string> {
  const { world, jira, gateway, note } = stage
  const { site } = world
  const { text: token } = await visit(jira, site.people.alice).createToken({ name: 'demo: try it' })
  return `
Look around in a browser (the stand-in signs you in as whom you choose):
  everything              ${site.baseUrl}/stand-in
  API access, as Alice    ${site.hostPageUrl(jira, 'api-access', 'alice')}
  Administration          ${site.hostPageUrl(jira, 'administration', 'admin')}
  Overview, and why       ${site.hostPageUrl(jira, 'overview', 'admin')}
  Rules                   ${site.hostPageUrl(jira, 'rules', 'admin')}
  Identity providers      ${site.hostPageUrl(jira, 'providers', 'admin')}
                          (paste the CI job's token below into “Test a token”)

Call the gateway with Alice's token:
  curl -s -H 'Authorization: Bearer ${token}' '${gateway}/rest/api/3/myself'

…or as the CI job, with a token that the company's own identity provider issued:
  curl -s -H 'Authorization: Bearer ${await jobToken(idp)}' '${gateway}/rest/api/3/issue/${note.issue}'

Ctrl-C stops everything and leaves nothing behind.`
}
