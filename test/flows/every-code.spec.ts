import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { expect } from 'chai'
import { askUntilRefused, blockJournal } from '../support/blocked-journal.ts'
import express from 'express'
import { createErrorAnswer } from '../../src/api/error-answer.ts'
import { openDatabase } from '../../src/db/database.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { REFUSALS, type RefusalCode } from '../../src/lib/refusal-codes.ts'
import type { Provider } from '../../src/identity/providers/provider.ts'
import {
  aTrustingWorld,
  BY_CLAIM,
  BY_EMAIL,
  companyLogin,
  type TrustingWorld,
} from '../support/a-trusting-world.ts'
import type { TokenWish } from '../idp/mint-token.ts'
import { testLog } from '../support/sinks.ts'
import { movedTo } from '../site/faults/planned-answer.ts'
import { html, json } from '../site/http/reply.ts'
import { dataCenterScenes } from './data-center/scenes.ts'
import { ruleScenes } from './rule-scenes.ts'

interface Seen {
  readonly status: number
  readonly code: string | undefined
}

/** The code of a problem document, or of one of our error pages. */
async function seen(answer: Response): Promise<Seen> {
  const text = await answer.text()
  const code = /"code":"([^"]+)"|data-code="([^"]+)"/.exec(text)
  return { status: answer.status, code: code?.[1] ?? code?.[2] }
}

const MYSELF = '/rest/api/3/myself'

describe('every code of the list', () => {
  let it_: TrustingWorld
  let token: string
  let appToken: string
  before(async () => {
    it_ = await aTrustingWorld()
    token = await it_.createToken(it_.people.alice)
    appToken = await it_.createToken(it_.people.admin, { actsAs: 'app' })
  })
  afterEach(() => {
    it_.world.faults.reset()
    it_.idp.faults.reset()
  })
  after(() => it_.stop())

  const call = (path: string, init?: RequestInit) => it_.call(path, token, init)
  const bare = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${it_.gatehouse.url}/sites/${it_.world.site.host}${path}`, { headers })
  const lifecycle = (
    event: string,
    init: { readonly body: string; readonly headers?: Record<string, string> },
  ) =>
    fetch(`${it_.jira.appBaseUrl}/${event}`, {
      method: 'POST',
      ...init,
      headers: {
        authorization: `JWT ${it_.jira.lifecycleToken('installed')}`,
        'content-type': 'application/json',
        ...init.headers,
      },
    })
  const form = { name: 'x', days: '30', access: 'read', actsAs: 'user' }
  const alice = () => it_.visitor(it_.people.alice)
  const webhook = (body: object) => {
    const url = `${it_.jira.appBaseUrl}/webhooks/user-deleted`
    return fetch(url, {
      method: 'POST',
      headers: {
        authorization: `JWT ${it_.jira.signed('POST', url)}`,
        'content-type': 'application/json',
        'x-atlassian-webhook-identifier': 'one-delivery',
      },
      body: JSON.stringify(body),
    })
  }
  /** A call with a token of the identity provider, under what its admin decided. */
  const asCompany = async (given: Partial<Provider>, wish: TokenWish = {}) => {
    await it_.trust(companyLogin(it_.idp, given))
    return it_.call(MYSELF, await it_.idp.token(wish))
  }
  const manage = (method: string, path: string, body: object, ifMatch?: string) =>
    fetch(`${it_.gatehouse.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `JWT ${it_.jira.contextToken(it_.people.admin)}`,
        'content-type': 'application/json',
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
      body: JSON.stringify(body),
    })
  /** What `fetch` cannot send. */
  const odd = (method: string, headers: Record<string, string | string[]>, body?: string) =>
    new Promise<Response>((resolve, reject) => {
      const { hostname, port } = new URL(it_.gatehouse.url)
      const path = `/sites/${it_.world.site.host}${MYSELF}`
      const out = request({ hostname, port, path, method, headers }, (answer) => {
        let text = ''
        answer.on('data', (part: Buffer) => (text += part.toString()))
        answer.on('end', () => resolve(new Response(text, { status: answer.statusCode ?? 0 })))
      })
      out.on('error', reject)
      out.end(body)
    })

  /** Does something while another process writes to the database. */
  const whileLocked = async (work: () => Promise<Response>) => {
    const neighbour = await openDatabase(it_.gatehouse.databaseFile)
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    let holding: Promise<void> | undefined
    await new Promise<void>((resolve) => {
      holding = neighbour.write(() => {
        resolve()
        return held
      })
    })
    const answer = await work()
    release()
    await holding
    await neighbour.close()
    return answer
  }

  // The type demands an entry for every code: one that nobody can meet does not belong in the list.
  const scenes: Record<RefusalCode, () => Promise<Response>> = {
    ...ruleScenes(() => it_),
    ...dataCenterScenes(),
    'request/malformed': () => lifecycle('installed', { body: '{' }),
    'request/bad-path': () => call('/rest/api/3/issue/%zz'),
    'request/body-not-allowed': () =>
      odd('GET', { authorization: `Bearer ${token}`, 'content-length': '1' }, 'x'),
    'request/credential-in-query': () => call(`${MYSELF}?access_token=x`),
    'request/ambiguous-credential': () =>
      odd('GET', { authorization: [`Bearer ${token}`, 'Bearer x'] }),
    'request/too-large': () => lifecycle('installed', { body: `"${'x'.repeat(100_000)}"` }),
    'request/headers-too-large': () => odd('GET', { 'x-big': 'x'.repeat(100_000) }),
    // The server's clock cannot be moved, and thirty seconds are long: its own event stands for it.
    'request/timeout': () =>
      new Promise((resolve) => {
        const socket = new PassThrough()
        const late = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
        it_.gatehouse.app.server.emit('clientError', late, socket)
        const text = String(socket.read())
        resolve(new Response(text, { status: Number(text.slice(9, 12)) }))
      }),
    'request/wrong-content-type': () =>
      lifecycle('installed', { body: 'x', headers: { 'content-type': 'text/plain' } }),
    'request/invalid-input': () => webhook({ nobody: true }),
    'request/not-found': () => alice().act('tokens/0000000000000000/revoke', {}),
    'request/method-not-allowed': () => odd('PURGE', { authorization: `Bearer ${token}` }),
    'credential/missing': () => bare(MYSELF),
    'credential/invalid': () => bare(MYSELF, { authorization: `Bearer ${token}x` }),
    'credential/expired': async () => {
      const shortLived = await it_.createToken(it_.people.bob, { days: '7' })
      it_.gatehouse.clock.move(8 * 24 * 3600 * 1000)
      const answer = await it_.call(MYSELF, shortLived)
      it_.gatehouse.clock.move(-8 * 24 * 3600 * 1000)
      return answer
    },
    'credential/revoked': async () => {
      const { text, id } = await alice().createToken()
      await alice().act(`tokens/${id}/revoke`, {})
      return it_.call(MYSELF, text)
    },
    'credential/owner-not-admin': async () => {
      const { admin } = it_.people
      const theirs = await it_.createToken(admin, { actsAs: 'app' })
      admin.isAdmin = false
      it_.gatehouse.clock.move(61_000)
      const answer = await it_.call(MYSELF, theirs)
      admin.isAdmin = true
      it_.gatehouse.clock.move(61_000)
      return answer
    },
    'credential/switched-off': async () => {
      await it_.set({ apiTokens: false })
      const answer = await call(MYSELF)
      await it_.set({ apiTokens: true })
      return answer
    },
    'token/untrusted': () => asCompany({}, { audience: 'https://elsewhere.example.com' }),
    'token/expired': () => asCompany({}, { issuedSecondsAgo: 600, lifeSeconds: 60 }),
    'token/no-rule': () =>
      asCompany({ rules: [{ name: 'x', when: { claim: 'x', equals: 1 }, access: 'read' }] }),
    'token/incomplete': () =>
      asCompany(
        { rules: [{ name: 'x', when: { claim: 'groups', equals: 'x' }, access: 'read' }] },
        { claims: { _claim_names: { groups: 'src1' } } },
      ),
    'provider/unavailable': () => {
      it_.idp.faults.resetNext(1)
      return asCompany({ id: 'down', keys: { from: 'jwks', url: it_.idp.jwksUrl } })
    },
    'account/unlinked': () => asCompany({}, { subject: 'nobody@idp' }),
    'account/unknown': () => asCompany({ account: BY_CLAIM }),
    'account/ambiguous': () => {
      const email = 'shared@example.com'
      const shared = { email, emailVisibility: 'visible' } as const
      for (const name of ['carol', 'dave']) it_.world.site.addPerson(name, name, shared)
      return asCompany({ account: BY_EMAIL }, { claims: { email, email_verified: true } })
    },
    'account/email-hidden': () => {
      const { email } = it_.people.bob
      return asCompany({ account: BY_EMAIL }, { claims: { email, email_verified: true } })
    },
    'link/taken': async () => {
      const link = { issuer: it_.idp.issuer, subject: 'shared@idp' }
      await manage('POST', '/links', { ...link, accountId: it_.people.alice.accountId })
      return manage('POST', '/links', { ...link, accountId: it_.people.bob.accountId })
    },
    'policy/changed': () => manage('PUT', '/policy', {}, '"999999"'),
    'policy/no-precondition': () => manage('PUT', '/policy', {}),
    'product/untrusted': () => fetch(it_.jira.bareUrl('api-access')),
    'product/bad-install': () => {
      const body = JSON.stringify({ clientKey: it_.jira.clientKey, key: 'com.example.other' })
      return lifecycle('installed', { body })
    },
    'product/replayed': async () => {
      await webhook({ user: { accountId: it_.people.bob.accountId } })
      return webhook({ user: { accountId: it_.people.alice.accountId } })
    },
    'person/not-signed-in': () => fetch(it_.jira.pageUrl('api-access')),
    'person/not-admin': () => alice().open('administration'),
    'tokens/not-allowed': async () => {
      const admin = it_.visitor(it_.people.admin)
      await admin.act('rules/switches/set', { id: 'usersMayCreateTokens', to: 'off' })
      const answer = await alice().act('tokens', form)
      await admin.act('rules/switches/set', { id: 'usersMayCreateTokens', to: 'on' })
      return answer
    },
    'site/inactive': async () => {
      await it_.jira.disable()
      const answer = await call(MYSELF)
      await it_.jira.enable()
      return answer
    },
    'call/unknown-resource': () => call('/secure/Dashboard.jspa'),
    'call/read-only': () => call('/rest/api/3/issue', { method: 'POST', body: '{}' }),
    'call/outside-grant': () =>
      asCompany({
        account: { by: 'app' },
        rules: [{ name: 'x', access: 'read', resources: ['/rest/api/3/issue/*'] }],
      }),
    'call/manage-only': async () =>
      it_.call(MYSELF, await it_.createToken(it_.people.admin, { access: 'manage' })),
    'upstream/user-refused': async () => {
      const { bob } = it_.people
      const his = await it_.createToken(bob)
      bob.active = false
      const answer = await it_.call(MYSELF, his)
      bob.active = true
      return answer
    },
    'upstream/app-refused': () => {
      it_.world.site.faults.answerNext(1, html(401, 'Client must be authenticated'))
      return it_.call(MYSELF, appToken)
    },
    'upstream/site-moved': () => {
      const moved = movedTo(`http://renamed.invalid${MYSELF}`)
      it_.world.site.faults.answerNext(1, moved)
      return call(MYSELF)
    },
    'upstream/unreachable': () => {
      it_.world.site.faults.resetNext(1)
      return call(MYSELF)
    },
    'upstream/broken-answer': () => {
      it_.world.faults.auth.answerNext(1, json(200, { unexpected: true }))
      return it_.createToken(it_.people.admin).then((fresh) => it_.call(MYSELF, fresh))
    },
    'upstream/timeout': async () => {
      const fresh = await it_.createToken(it_.people.admin, { access: 'write' })
      it_.world.faults.auth.hangNext(1)
      return it_.call('/rest/api/3/issue', fresh, { method: 'POST', body: '{}' })
    },
    'upstream/busy': async () => {
      const fresh = await it_.createToken(it_.people.admin, { access: 'write' })
      it_.world.faults.auth.answerNext(1, json(429, {}, { 'retry-after': '7' }))
      return it_.call('/rest/api/3/issue/PROJ-1', fresh, { method: 'DELETE' })
    },
    'gatehouse/audit-unavailable': async () => {
      const unblock = await blockJournal(it_.gatehouse.databaseFile)
      const { refusal } = await askUntilRefused(() => call(MYSELF))
      await unblock()
      return refusal
    },
    'gatehouse/busy': () => {
      const identity = { issuer: it_.idp.issuer, subject: 'in-a-hurry@idp' }
      const { accountId } = it_.people.alice
      return whileLocked(() => manage('POST', '/links', { ...identity, accountId }))
    },
    // A surprise cannot be had from outside, or it would not be one.
    'gatehouse/internal': async () => {
      const broken = express()
      broken.use(() => {
        throw new TypeError('a surprise')
      })
      broken.use(createErrorAnswer({ ids: systemIds, log: testLog().log }))
      const server = broken.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      const answer = await fetch(`http://127.0.0.1:${String(port)}/anything`)
      server.close()
      return answer
    },
  }

  for (const [code, scene] of Object.entries(scenes)) {
    it(`${code} is met with its own status`, async () => {
      const { status } = REFUSALS[code as RefusalCode]
      expect(await seen(await scene())).to.deep.equal({ status, code })
    })
  }
})
