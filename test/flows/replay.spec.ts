import { expect } from 'chai'
import { group } from '../policy/policy-parts.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import type { ReplaySummary } from '../../src/policy/replay/replay-summary.ts'
import type { ResourceRule } from '../../src/policy/resource-rule.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { groupIdOf } from '../site/jira/user-json.ts'
import { anInstalledWorld, refusalIn, type InstalledWorld } from '../support/a-world.ts'

const MYSELF = '/rest/api/3/myself'
const NO_MYSELF: ResourceRule = {
  id: 'no-myself',
  name: 'Nobody asks who they are',
  effect: 'deny',
  state: 'shadow',
  methods: 'all',
  path: MYSELF,
}

describe('the calls of the past', () => {
  let it_: InstalledWorld
  let manage: string
  beforeEach(async () => {
    it_ = await anInstalledWorld()
    manage = await it_.createToken(it_.people.admin, { access: 'manage' })
  })
  afterEach(() => it_.stop())

  const api = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${manage}`, 'content-type': 'application/json' }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await fetch(`${it_.gatehouse.url}/api/v1${path}`, { method, headers, ...sent })
    const json: unknown = await answer.json()
    return { status: answer.status, json }
  }
  const document = async () => {
    const { json } = await api('GET', '/policy')
    return (json as { readonly document: PolicyDocument }).document
  }
  const replay = async (given: Partial<PolicyDocument>) => {
    const { status, json } = await api('POST', '/policy/replay', {
      document: { ...(await document()), ...given },
    })
    expect(status, JSON.stringify(json)).to.equal(200)
    // What the API's own tests compare with its form.
    return json as ReplaySummary
  }
  const calls = async (token: string, ...paths: readonly string[]) => {
    for (const path of paths) await (await it_.call(path, token)).arrayBuffer()
  }

  it('are what a draft is tried on: who loses which calls, by which rule', async () => {
    const alice = await it_.createToken(it_.people.alice, { access: 'write' })
    await calls(alice, MYSELF, MYSELF, '/rest/api/3/issue/P-1')
    const none = await replay({})
    expect(none).to.include({ calls: 3, unchanged: 3, loses: 0, decidedOtherwise: 0 })

    const denied = await replay({ resources: [EVERYTHING, { ...NO_MYSELF, state: 'on' }] })
    expect(denied).to.include({ calls: 3, unchanged: 1, loses: 2, callersAffected: 1 })
    const [caller] = denied.callers
    expect(caller).to.include({
      credentialKind: 'api-token',
      accountId: it_.people.alice.accountId,
    })
    expect(caller?.changes[0]).to.deep.include({
      way: 'loses',
      calls: 2,
      before: { allowed: true, rule: `resource:${EVERYTHING.id}` },
      after: { allowed: false, code: 'call/denied', rule: 'resource:no-myself' },
    })
    expect(caller?.changes[0]?.example).to.include({ method: 'GET', path: MYSELF })
  })

  it('are tried with the product’s groups of today where the rules of then asked nobody', async () => {
    const alice = await it_.createToken(it_.people.alice, { access: 'write' })
    const bob = await it_.createToken(it_.people.bob, { access: 'write' })
    await calls(alice, MYSELF)
    await calls(bob, MYSELF)
    const developers = group('devs', {
      sources: [{ from: 'product', groupId: groupIdOf('developers'), name: 'developers' }],
    })
    const { access } = await document()
    const tried = await replay({ groups: [developers], access: { ...access, mayCall: ['devs'] } })
    expect(tried.unsaid).to.deep.equal({})
    expect(tried).to.include({ loses: 1, unchanged: 1 })
    expect(tried.callers[0]?.accountId).to.equal(it_.people.bob.accountId)
  })

  it('of a token that was revoked since are said to be of none', async () => {
    const fields = { access: 'write' } as const
    const alice = await it_.createToken(it_.people.alice, fields)
    await calls(alice, MYSELF)
    const { app } = it_.gatehouse
    const tenantId = app.directory.byClientKey('jira', it_.jira.clientKey)?.id ?? ''
    const [token] = await app.tokens.list(tenantId, it_.people.alice.accountId)
    await app.tokens.revoke(tenantId, token?.id ?? '', { actor: 'a', requestId: 'a-test' })
    const tried = await replay({ resources: [] })
    expect(tried).to.include({ calls: 1, loses: 0, unchanged: 0 })
    expect(tried.notTried).to.deep.equal({ 'token-gone': 1 })
  })

  it('tell what a rule in shadow would have done, until it is enforced by two clicks', async () => {
    const { app } = it_.gatehouse
    const tenantId = app.directory.byClientKey('jira', it_.jira.clientKey)?.id ?? ''
    const by = { actor: it_.people.admin.accountId, requestId: 'a-test' }
    await app.policies.change(tenantId, by, (policy) => ({
      ...policy.document,
      resources: [EVERYTHING, NO_MYSELF],
    }))
    const alice = await it_.createToken(it_.people.alice, { access: 'write' })
    await calls(alice, MYSELF, MYSELF)
    const { json } = await api('GET', '/shadow-findings')
    const { findings } = json as { readonly findings: readonly Record<string, unknown>[] }
    expect(findings).to.have.length(1)
    expect(findings[0]).to.include({
      shadow: 'would-deny:no-myself',
      method: 'GET',
      operation: MYSELF,
      calls: 2,
      credentialKind: 'api-token',
    })
    expect((await it_.call(MYSELF, alice)).status).to.equal(200)

    const enforce = 'overview/shadow/resource/no-myself/enforce'
    const admin = it_.visitor(it_.people.admin)
    const question = await (await admin.act(enforce, {})).text()
    expect(question).to.include('3 calls of GET /rest/api/3/myself in the last 30 days')
    const answer = /&quot;answer&quot;:&quot;([0-9a-f]{32})&quot;/.exec(question)?.[1] ?? ''
    expect((await admin.act(enforce, { answer })).status).to.equal(200)
    expect(await refusalIn(await it_.call(MYSELF, alice))).to.equal('403 call/denied')
  })
})
