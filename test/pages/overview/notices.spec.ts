import { expect } from 'chai'
import type { Notice } from '../../../src/audit/notices/notice-kinds.ts'
import { noticeBody } from '../../../src/audit/notices/notice-body.ts'
import { presentNoticeBanner } from '../../../src/pages/overview/notices/present-banner.ts'
import { createViews } from '../../../src/pages/views.ts'
import { startNotices, type NoticeWorld } from '../../audit/notices/notice-world.ts'
import { formIn } from '../form-in.ts'
import { startPages, type PagesWorld } from '../pages-world.ts'

const URL_OF_RECEIVER = 'https://hooks.example.com/in?key=1234567890ab'
const ALL = {
  'kind.guard.tripped': 'on',
  'kind.token.revoked': 'on',
  url: URL_OF_RECEIVER,
  state: 'on',
}

describe('the tab of notices', () => {
  let parts: NoticeWorld
  let world: PagesWorld
  beforeEach(async () => {
    parts = await startNotices()
    world = await startPages({ notices: parts.notices })
  })
  afterEach(async () => {
    await world.stop()
    await parts.stop()
  })

  const tab = async () => (await world.act('/overview/notices', 'ada', {})).html
  const save = (form: Record<string, string>, as = 'ada') =>
    world.act('/overview/notices/save', as, form)
  const settings = () => parts.notices.settings(world.tenant.id)

  it('shows a secret once, when settings are saved for the first time', async () => {
    const { html } = await save(ALL)
    const [secret = ''] = /whsec_[A-Za-z0-9+/]+(?:=|&#x3D;)/.exec(html) ?? []
    expect(secret).not.to.equal('')
    expect(await tab()).not.to.include('whsec_')
    expect((await save({ ...ALL, state: 'off' })).html).not.to.include('whsec_')
    expect(await settings()).to.include({ state: 'off' })
  })

  it('keeps what a form says, and shows it again', async () => {
    await save(ALL)
    const now = await settings()
    expect(now?.kinds).to.deep.equal(['guard.tripped', 'token.revoked'])
    expect(now?.url.reveal()).to.equal(URL_OF_RECEIVER)
    const form = formIn(await tab())
    expect(form).to.deep.include(ALL)
    expect(form).not.to.have.property('kind.budget.low')
  })

  it('refuses what is no address of the public internet, or tells nobody of anything', async () => {
    for (const [change, says] of [
      [{ url: '' }, 'Enter the address'],
      [{ url: 'http://hooks.example.com' }, 'Must begin with https://'],
      [{ url: 'https://127.0.0.1/x' }, 'not on the public internet'],
      [{ url: 'https://ada:pw@hooks.example.com/' }, 'Leave out user name'],
      [{ state: 'perhaps' }, 'Nothing was saved'],
    ] as const) {
      const { status, html } = await save({ ...ALL, ...change })
      expect(status, says).to.equal(422)
      expect(html).to.include(says)
    }
    const { html } = await save({ url: URL_OF_RECEIVER, state: 'on' })
    expect(html).to.include('Choose at least one')
    expect(await settings()).to.equal(undefined)
  })

  it('is for administrators alone', async () => {
    for (const action of ['', '/save', '/rotate', '/test']) {
      const { status } = await world.act(`/overview/notices${action}`, 'bob', ALL)
      expect(status, action).to.equal(403)
    }
    expect(await settings()).to.equal(undefined)
  })

  it('makes a new secret at the press of a button', async () => {
    await save(ALL)
    const before = (await settings())?.secret.reveal()
    const { html } = await world.act('/overview/notices/rotate', 'ada', {})
    expect(html).to.include('whsec_').and.to.include('goes on signing for a day')
    expect((await settings())?.secret.reveal()).not.to.equal(before)
  })

  it('sends a test and tells what came of it, here and in the list of what was sent', async () => {
    const { url } = parts.receiver.server.listening ? { url: `${parts.receiver.origin}/x` } : ALL
    const wish = { url, kinds: ['guard.tripped'] as const, state: 'on' as const }
    await parts.notices.save(world.tenant.id, wish, { actor: 'ada', requestId: 'r' })
    const good = await world.act('/overview/notices/test', 'ada', {})
    expect(good.html).to.include('The test arrived').and.to.include('Delivered')
    parts.answers(503)
    const bad = await world.act('/overview/notices/test', 'ada', {})
    expect(bad.status).to.equal(422)
    expect(bad.html).to.include('The test did not arrive: the receiver answered 503')
  })

  it('lists what happened in sentences, whether it is sent anywhere or not', async () => {
    const tenantId = world.tenant.id
    const at = world.clock.now()
    const facts = { perHour: 100, credentialKind: 'api-token', credentialId: 't1' }
    await parts.happens({ tenantId, at, kind: 'guard.tripped', facts })
    await parts.happens({ tenantId, at, kind: 'provider.down', subject: '<i>corp</i>' })
    await parts.happens({ tenantId: 'another', at, kind: 'budget.low' })
    const html = await tab()
    expect(html).to.include('more than 100 deletions').and.to.include('API token t1')
    expect(html).to.include('&lt;i&gt;corp').and.not.to.include('budget for calls')
  })

  it('says why a receiver that said 410 hears nothing any more', async () => {
    await save(ALL)
    const event = await parts.happens({ tenantId: 'x', kind: 'notices.changed' })
    await parts.store.endFor(world.tenant.id, 1, { ...event, id: 'other' })
    expect(await tab()).to.include('The receiver wants no more notices')
  })

  it('has a banner of what has to be seen to since yesterday, and none when there is nothing', async () => {
    const tenantId = world.tenant.id
    const banner = () => presentNoticeBanner(world, world.tenant, '/jira/pages')
    const now = world.clock.now()
    await parts.happens({ tenantId, at: now - 25 * 3_600_000, kind: 'budget.low' })
    await parts.happens({ tenantId, at: now, kind: 'provider.up' })
    expect(await banner()).to.equal(undefined)
    await parts.happens({ tenantId, at: now, kind: 'budget.low' })
    const model = await banner()
    const html = await createViews().render('partials/overview-notices-banner', model ?? {})
    expect(html).to.include('runs low').and.to.include('/jira/pages/overview/notices')
  })

  it('calls tokens by their names where people read of them', async () => {
    const common = { tenantId: world.tenant.id, at: world.clock.now() }
    const id = await world.hasToken('ann', 'nightly build')
    const facts = { credentialKind: 'api-token', credentialId: id, perHour: 5 }
    await parts.happens({ ...common, kind: 'guard.tripped', facts })
    await parts.happens({ ...common, kind: 'token.revoked', subject: id })
    const html = await tab()
    expect(html).to.include('A caller (API token “nightly build”) made more than 5')
    expect(html).to.include('The API token “nightly build” was revoked.')
  })
})

describe('a notice', () => {
  it('of every kind is a sentence that names no secret and leaves nothing open', () => {
    const kinds: readonly Notice['kind'][] = [
      'guard.tripped',
      'token.expiring',
      'token.revoked',
      'budget.low',
      'provider.down',
      'provider.up',
    ]
    for (const kind of kinds) {
      const base = { id: 'e', tenantId: 't', at: 0, requestId: 'r', actor: 'a', subject: 's' }
      const facts = { perHour: 1, credentialKind: 'basic', credentialId: 'c', daysLeft: 1 }
      const body = noticeBody({ ...base, kind, facts }, { product: 'jira', host: 'h' })
      expect(body).to.match(/"says":"[A-Z][^"]+\."/)
      expect(body, kind).not.to.match(/undefined|\[object|null/)
    }
  })
})
