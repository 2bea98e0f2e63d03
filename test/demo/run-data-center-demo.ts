import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startConfluence, type Confluence } from '../data-center/start-confluence.ts'
import { startCrowd, type Crowd } from '../data-center/start-crowd.ts'
import { startIdp } from '../idp/start-idp.ts'
import { browseSignedOn, signOnJane, signOutJane } from './browse-signed-on.ts'
import { callByTokenAuth, LISTED_PATH, reportToken } from './call-by-token-auth.ts'
import { callWithPersonalToken, personalToken } from './call-with-personal-token.ts'
import { OFFICE, type DataCenterStage } from './data-center-stage.ts'
import { operate } from './operate.ts'
import { readRecord } from './read-record.ts'
import { ruleSite } from './rule-site.ts'
import { verdictOn } from './scene.ts'
import { startGatehouse } from './start-gatehouse.ts'
import { runStory, type Demo, type Opened, type Told } from './story.ts'

type Say = (line: string) => void

/** The story of Data Center once: start, enter the site, call by each way in; narrated line by line. */
export function runDataCenterDemo(say: Say): Promise<Demo> {
  return runStory((opened) => tell(say, opened))
}

async function tell(say: Say, opened: Opened): Promise<Told> {
  const stage = await setStage(say, opened)
  const jane = signOnJane(stage)
  say(
    `\n5. Jane has signed on at Crowd, from ${OFFICE}; calls come through a proxy that is trusted\n`,
  )
  const browsed = await browseSignedOn(stage, jane)
  say("\n6. Programs call by Confluence's own prefix for tokens\n")
  const byTokenAuth = await callByTokenAuth(stage)
  say('\n7. …or with a token that Confluence itself gave somebody\n')
  const byPersonalToken = await callWithPersonalToken(stage)
  say('\n8. The day ends\n')
  const signedOut = await signOutJane(stage, jane)
  say('\n9. The admin reads the audit log: who, by what, from where, what, and what came of it\n')
  const read = await readRecord(stage)
  const all = [browsed, byTokenAuth, byPersonalToken, signedOut, read]
  const { faults, verdict } = verdictOn(all, 'steps')
  say(`\n${verdict}`)
  return { faults, invitation: await invitationOf(stage) }
}

async function setStage(say: Say, opened: Opened): Promise<DataCenterStage> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-demo-'))
  opened.push(() => rm(folder, { recursive: true, force: true }))
  const secret = randomBytes(32).toString('base64url')
  const crowd = await startCrowd({ trustedProxies: ['127.0.0.1'] })
  opened.push(() => crowd.close())
  for (const name of ['jane', 'svc-reports', 'admin']) crowd.addUser(name)
  const confluence = await startConfluence({
    crowd,
    contextPath: '/wiki',
    tokenAuth: listOf(secret),
  })
  opened.push(() => confluence.close())
  say(
    `\n1. Stand-ins of Data Center are up: ${crowd.baseUrl}, and ${confluence.baseUrl} (Confluence)`,
  )

  const { app, url, environment } = await startGatehouse(folder, {
    SITE_HOSTS: '*.atlassian.net',
    TRUSTED_PROXIES: '127.0.0.0/8',
  })
  opened.push(() => app.stop())
  say(`2. Gatehouse is up: ${url}, with a SQLite file and keys that it made itself`)

  const desk = { environment, folder }
  const entered = await operate(
    desk,
    ['enter', '-'],
    JSON.stringify(siteOf(crowd, confluence, secret)),
  )
  say(
    '3. The operator entered the site from a file, and made a token for its admin; the program said:',
  )
  say(entered.replace(/^/gm, '     '))
  const [id = ''] = entered.split(' ')
  const adminToken = await operate(desk, ['token', id, '--for', 'admin'])
  await app.seeDataCenters() // It looks by itself too, every ten seconds.

  const idp = await startIdp()
  opened.push(() => idp.stop())
  const stage: DataCenterStage = {
    ...{ crowd, confluence, idp, url, say },
    adminAuthorization: () => `Bearer ${adminToken}`,
    siteUrl: `${url}/sites/${confluence.baseUrl.replace('http://', '')}`,
    calls: 0,
    secrets: [crowd.application.password, secret, adminToken],
  }
  await ruleSite(stage)
  say(`4. The company's identity provider is up: ${idp.issuer} (OpenID Connect)
   The admin trusts it: its claim wiki_user is the name in Confluence, and jobs named "reports" read;
   and makes REST, pages and the search available, and switches sign-on by cookie on`)
  return stage
}

/** What the customer's own filter in Confluence lets through, and whom it believes. */
function listOf(secret: string) {
  return {
    allowlist: [{ method: 'GET', pattern: /^\/rest\/token-auth\/api\/(user|content)\// }],
    subjectPrefix: 'svc-',
    trustedIssuers: [{ iss: 'gatehouse', secret }],
  }
}

/** The operator's file. */
function siteOf(crowd: Crowd, { baseUrl }: Confluence, secret: string) {
  const { name, password } = crowd.application
  return {
    baseUrl,
    product: 'confluence',
    admins: ['admin'],
    crowd: { baseUrl: crowd.baseUrl, application: name, password },
    tokenAuth: { issuer: 'gatehouse', secret, subjects: ['svc-*'], callsPerMinute: 60 },
  }
}

async function invitationOf(stage: DataCenterStage): Promise<string> {
  const { siteUrl, url } = stage
  const current = `'${siteUrl}/rest/api/user/current'`
  const { cookie = '' } = signOnJane(stage)
  return `
Call the gateway as Jane's browser, signed on anew (from any other address the cookie is worth nothing):
  curl -s -H 'X-Forwarded-For: ${OFFICE}' -H 'Cookie: ${cookie}' ${current}

…as the job, with a token that the company's own identity provider issued:
  curl -s -H 'Authorization: JWT ${await reportToken(stage, 8 * 3600)}' '${siteUrl}${LISTED_PATH}'

…with a personal access token of Confluence:
  curl -s -H 'Authorization: Bearer ${personalToken(stage)}' ${current}

Read the audit log, as the admin:
  curl -s -H 'Authorization: ${stage.adminAuthorization()}' '${url}/api/v1/events?limit=5'

Ctrl-C stops everything and leaves nothing behind.`
}
