import { expect } from 'chai'
import { Webhook } from 'standardwebhooks'
import { startSmallServer, type SmallServer } from '../gateway/world/small-server.ts'
import { anInstalledWorld, type InstalledWorld } from '../support/a-world.ts'
import { startGatehouse, type Gatehouse } from '../support/gatehouse.ts'
import { movableClock } from '../support/movable-clock.ts'
import { watchForSecret } from '../support/sinks.ts'

const NONE = '/rest/api/3/issue/NONE-1'

/** The whole app: a program that runs wild is stopped, somebody hears of it, and a person frees it. */
describe('a program that deletes too much', () => {
  let it_: InstalledWorld
  let receiver: SmallServer
  let second: Gatehouse | undefined
  const clock = movableClock()
  beforeEach(async () => {
    it_ = await anInstalledWorld({ clock, site: { now: () => clock.now() } })
    receiver = await startSmallServer()
    const by = { actor: it_.people.admin.accountId, requestId: 'a-test' }
    await app().policies.change(tenantId(), by, ({ document }) => ({
      ...document,
      limits: { ...document.limits, destructive: { perHour: 2, state: 'on' } },
    }))
  })
  afterEach(async () => {
    await second?.stop()
    second = undefined
    await it_.stop()
    await receiver.close()
  })

  const app = () => it_.gatehouse.app
  const tenantId = () => app().directory.byClientKey('jira', it_.jira.clientKey)?.id ?? ''
  const outcome = async (token: string, method = 'DELETE', at = it_.gatehouse.url) => {
    const answer = await fetch(`${at}/sites/${it_.world.site.host}${NONE}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    })
    const { code } = (await answer.json().catch(() => ({}))) as { readonly code?: string }
    return code ?? 'the product’s own'
  }
  const runsWild = async (token: string) => {
    const all: string[] = []
    for (let at = 0; at < 3; at += 1) all.push(await outcome(token))
    return all
  }
  const manage = (method: string, path: string, authorization: string, body?: object) =>
    fetch(`${it_.gatehouse.url}/api/v1${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const asAdmin = () => `JWT ${it_.jira.contextToken(it_.people.admin)}`
  const lockIds = async () => {
    const answer = await manage('GET', '/locks', asAdmin())
    const { locks } = (await answer.json()) as { readonly locks: readonly { id: string }[] }
    return locks.map(({ id }) => id)
  }

  it('is stopped, and freed by its owner on the page', async () => {
    const token = await it_.createToken(it_.people.alice, { access: 'write' })
    expect(await runsWild(token)).to.deep.equal([
      'the product’s own',
      'the product’s own',
      'guard/locked',
    ])
    const page = await (await it_.visitor(it_.people.alice).open('api-access')).text()
    const [, action = ''] = /hx-post="[^"]*\/(locks\/[^"]+\/unlock)"/.exec(page) ?? []
    const foreign = await it_.visitor(it_.people.bob).act(action, {})
    expect(foreign.status).to.equal(404)
    expect(await outcome(token)).to.equal('guard/locked')
    expect((await it_.visitor(it_.people.alice).act(action, {})).status).to.equal(200)
    expect(await outcome(token)).to.equal('the product’s own')
  })

  it('cannot free itself with the token that it has, and its owner can with one for managing', async () => {
    const { admin } = it_.people
    const token = await it_.createToken(admin, { access: 'write' })
    await runsWild(token)
    const [id = ''] = await lockIds()
    const path = `/locks/${id}/unlock`
    expect((await manage('POST', path, `Bearer ${token}`)).status).to.equal(403)
    expect(await outcome(token)).to.equal('guard/locked')
    const managing = await it_.createToken(admin, { access: 'manage' })
    expect((await manage('POST', path, `Bearer ${managing}`)).status).to.equal(200)
    expect(await outcome(token)).to.equal('the product’s own')
  })

  it('stays stopped when Gatehouse is started anew', async () => {
    const token = await it_.createToken(it_.people.alice, { access: 'write' })
    await runsWild(token)
    await it_.gatehouse.stop()
    const { databaseFile, url } = it_.gatehouse
    const port = Number(new URL(url).port)
    second = await startGatehouse(it_.world, { clock, databaseFile, port })
    expect(await outcome(token)).to.equal('guard/locked')
  })

  it('is told to the receiver of notices, signed, once', async () => {
    const url = `${receiver.origin}/hook`
    const wish = { url, kinds: ['guard.tripped', 'token.revoked'], state: 'on' }
    const saved = await manage('PUT', '/notices/settings', asAdmin(), wish)
    const { secret } = (await saved.json()) as { readonly secret: string }
    watchForSecret(secret)
    const { text, id } = await it_.visitor(it_.people.alice).createToken({ access: 'write' })
    await runsWild(text)
    await app().sendNotices()
    await app().sendNotices()
    expect(receiver.seen).to.have.length(1)
    const [{ body, headers } = { body: '', headers: {} }] = receiver.seen
    const told = new Webhook(secret).verify(body, headers as Record<string, string>)
    expect(told).to.deep.include({ type: 'guard.tripped' })
    expect(told).to.have.nested.property('data.site', it_.world.site.host)
    expect(told).to.have.nested.property('data.facts.credentialId', id)
    expect(body).not.to.include(text)
    expect(await lockIds()).to.deep.equal([(told as { data: { subject: string } }).data.subject])
  })

  it('is one of many notices: of a token that ends soon, and of one that was revoked', async () => {
    const url = `${receiver.origin}/hook`
    const wish = { url, kinds: ['token.expiring', 'token.revoked'], state: 'on' }
    await manage('PUT', '/notices/settings', asAdmin(), wish)
    const { id } = await it_.visitor(it_.people.alice).createToken({ days: '30' })
    clock.move(20 * 24 * 3_600_000)
    await app().lookForExpiring()
    await it_.visitor(it_.people.alice).act(`tokens/${id}/revoke`, {})
    await app().sendNotices()
    const types = receiver.seen.map(({ body }) => (JSON.parse(body) as { type: string }).type)
    expect(types).to.deep.equal(['token.expiring', 'token.revoked'])
  })
})
