import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSite } from '../site/start-site.ts'
import { startIdp, type Idp } from '../idp/start-idp.ts'
import { attachNote } from './attach-note.ts'
import { makeCalls } from './make-calls.ts'
import { jobToken, makeCompanyCalls } from './make-company-calls.ts'
import { makeRuledCalls, openTheProduct } from './make-ruled-calls.ts'
import { verdictOn, type Stage } from './scene.ts'
import { startGatehouse } from './start-gatehouse.ts'
import { runStory, type Demo, type Opened, type Told } from './story.ts'
import { visit } from '../support/page-visitor.ts'

/** The whole story once: start, install by descriptor URL, call; narrated line by line. */
export function runDemo(say: (line: string) => void): Promise<Demo> {
  return runStory((opened) => tell(say, opened))
}

async function tell(say: (line: string) => void, opened: Opened): Promise<Told> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-demo-'))
  opened.push(() => rm(folder, { recursive: true, force: true }))
  const world = await startSite()
  opened.push(() => world.stop())
  say(
    `\n1. A stand-in of an Atlassian site is up: ${world.site.baseUrl} (Jira), …/wiki (Confluence)`,
  )
  const { app, url } = await startGatehouse(folder, {
    SITE_HOSTS: world.site.host,
    CONNECT_KEYS_CDN_URL: world.keysUrl,
    ATLASSIAN_TOKEN_URL: world.tokenUrl,
    HOST_SCRIPT_URL: world.hostScriptUrl,
  })
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
  const adminAuthorization = () => `JWT ${jira.contextToken(world.site.people.admin)}`
  const stage: Stage = { world, jira, url, adminAuthorization, gateway, note, say }
  const played = [
    await openTheProduct(stage),
    await makeCalls(stage),
    await makeCompanyCalls(stage, idp),
    await makeRuledCalls(stage),
  ]
  const { faults, verdict } = verdictOn(played, 'calls')
  say(`\n${verdict}`)
  return { faults, invitation: await invitationOf(stage, idp) }
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
