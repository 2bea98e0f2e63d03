import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import type { Member } from '../../src/cluster/circle.ts'
import type { Desk } from '../../src/cluster/desk.ts'
import { openDatabase } from '../../src/db/database.ts'
import { createTokenTable } from '../../src/db/token-table.ts'
import { createTokens } from '../../src/identity/token-service.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { Secret } from '../../src/lib/secret.ts'
import { anInstalledWorld, type InstalledWorld } from '../support/a-world.ts'
import { startGatehouse, type Gatehouse } from '../support/gatehouse.ts'
import { testLog, watchForSecret } from '../support/sinks.ts'
import { deskOfTest, neighboursAt } from './in-one-process.ts'

const MYSELF = '/rest/api/3/myself'
const ISSUER = 'https://login.acme.example'

/**
 * Two whole apps over one file, with a clock that stands: whatever one of them holds would be fresh for
 * ever, so what it knows of the other's changes it was told.
 */
describe('an app beside another one', () => {
  let desk: Desk
  let one: Member
  let it_: InstalledWorld
  let other: Gatehouse
  beforeEach(async () => {
    desk = deskOfTest()
    // Not the one that does what is done once: the product calls this one.
    const first = await neighboursAt(desk, 2)
    one = first.member
    it_ = await anInstalledWorld({ neighbours: first.neighbours })
    const { clock, databaseFile } = it_.gatehouse
    const { neighbours } = await neighboursAt(desk, 1)
    other = await startGatehouse(it_.world, { clock, databaseFile, neighbours })
  })
  afterEach(async () => {
    await other.stop()
    await it_.stop()
  })

  const here = () => it_.gatehouse.app
  const there = () => other.app
  const by = { actor: 'an-admin', requestId: 'a-test' }
  const tenantId = () => here().directory.byClientKey('jira', it_.jira.clientKey)?.id ?? ''
  const callThere = async (token: string, path = MYSELF, method = 'GET') => {
    const answer = await fetch(`${other.url}/sites/${it_.world.site.host}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    })
    const { code } = (await answer.json().catch(() => ({}))) as { readonly code?: string }
    return code ?? String(answer.status)
  }
  const aToken = async () => {
    const { text, id } = await it_.visitor(it_.people.alice).createToken({ access: 'write' })
    expect(await callThere(text)).to.equal('200')
    return { text, id }
  }

  it('refuses a token that was revoked or rotated there', async () => {
    const revoked = await aToken()
    await here().tokens.revoke(tenantId(), revoked.id, by)
    expect(await callThere(revoked.text)).to.equal('credential/revoked')

    const rotated = await aToken()
    const wish = { overlapHours: 0, lifetimeDaysMax: 30 }
    const owner = { ...by, actor: it_.people.alice.accountId }
    const { text } = await here().tokens.rotate(tenantId(), rotated.id, wish, owner)
    watchForSecret(text.reveal())
    expect(await callThere(rotated.text)).to.equal('credential/expired')
    expect(await callThere(text.reveal())).to.equal('200')
  })

  it('lets a token do no more than what it was narrowed to there', async () => {
    const { text, id } = await aToken()
    const path = '/rest/api/3/issue/NONE-1'
    expect(await callThere(text, path, 'DELETE')).to.equal('404')
    await here().tokens.change(tenantId(), id, { access: 'read' }, { ...by, mayWiden: false })
    expect(await callThere(text, path, 'DELETE')).to.equal('call/read-only')
  })

  it('goes by the rules that were made there', async () => {
    const { text } = await aToken()
    await here().policies.change(tenantId(), by, ({ document }) => ({ ...document, resources: [] }))
    expect(await callThere(text)).to.equal('call/not-available')
  })

  it('knows a link that was made there, and none that was removed', async () => {
    const of = () => there().links.accountOf(tenantId(), ISSUER, 'ann')
    expect(await of()).to.equal(undefined)
    const wish = { tenantId: tenantId(), issuer: ISSUER, subject: 'ann', accountId: 'account-ann' }
    const link = await here().links.link(wish, by)
    expect(await of()).to.equal('account-ann')
    await here().links.unlink(tenantId(), link.id, by)
    expect(await of()).to.equal(undefined)
  })

  it('knows a secret that was replaced, and an app that was removed there', async () => {
    const { text } = await aToken()
    const known = () => there().directory.byId(tenantId())
    const version = known()?.secretVersion ?? 0
    await it_.jira.upgrade()
    watchForSecret(it_.jira.sharedSecret())
    expect(known()?.secretVersion).to.equal(version + 1)
    expect(await callThere(text)).to.equal('200')
    await it_.jira.uninstall()
    expect(known()?.status).to.equal('uninstalled')
    expect(await callThere(text)).to.equal('site/inactive')
  })

  it('locks a caller that deleted too much at both together, until it is unlocked there', async () => {
    await here().policies.change(tenantId(), by, ({ document }) => ({
      ...document,
      limits: { ...document.limits, destructive: { perHour: 2, state: 'on' } },
    }))
    const { text } = await aToken()
    const path = '/rest/api/3/issue/NONE-1'
    const deleteHere = () => it_.call(path, text, { method: 'DELETE' })
    expect((await deleteHere()).status).to.equal(404)
    expect(await callThere(text, path, 'DELETE')).to.equal('404')
    expect((await deleteHere()).status).to.equal(403)
    expect(await callThere(text, path, 'DELETE')).to.equal('guard/locked')
    const page = await (await it_.visitor(it_.people.alice).open('api-access')).text()
    const [, action = ''] = /hx-post="[^"]*\/(locks\/[^"]+\/unlock)"/.exec(page) ?? []
    expect((await it_.visitor(it_.people.alice).act(action, {})).status).to.equal(200)
    expect(await callThere(text, path, 'DELETE')).to.equal('404')
  })

  it('does what a webhook asked for there, at once', async () => {
    const { text } = await aToken()
    const { alice } = it_.people
    alice.active = false
    await it_.jira.webhook('user_deleted', { user: { accountId: alice.accountId } })
    let code = ''
    for (let tries = 0; tries < 40 && code !== 'credential/revoked'; tries += 1) {
      code = await callThere(text)
      await pause(50)
    }
    expect(code).to.equal('credential/revoked')
  })

  it('answers no question with what was asked before the end of a write there', async () => {
    const { text } = await aToken()
    const asked = () => it_.world.log.calls({ server: 'site', path: MYSELF }).length
    const before = asked()
    it_.world.site.faults.latencyMs = 500
    const early = callThere(text)
    while (asked() === before) await pause(5)
    it_.world.site.faults.latencyMs = 0
    await it_.call('/rest/api/3/issue/NONE-1', text, { method: 'DELETE' })
    expect(await callThere(text)).to.equal('200')
    expect(asked() - before).to.equal(2)
    await early
  })

  it('believes nothing that it holds when the other one dies, which may not have told its last change', async () => {
    const { text, id } = await aToken()
    const hand = await openDatabase(other.databaseFile)
    const { log } = testLog()
    const store = createTokenTable(hand)
    const clock = other.clock
    const deps = {
      store,
      clock,
      ids: systemIds,
      log,
      hashKey: new Secret('no token is made with it'),
    }
    const untold = createTokens({
      ...deps,
      isAdmin: async () => false,
      idleDaysOf: async () => undefined,
    })
    await untold.revoke(tenantId(), id, by)
    await hand.close()
    expect(await callThere(text)).to.equal('200')
    desk.onEnd(one)
    await pause(50)
    expect(await callThere(text)).to.equal('credential/revoked')
  })
})
