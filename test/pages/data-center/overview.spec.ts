import { expect } from 'chai'
import type { CrowdState } from '../../../src/identity/sign-on/crowd.ts'
import type { PagesDeps } from '../../../src/pages/page-room.ts'
import type { Tenant } from '../../../src/tenants/tenant.ts'
import { startPages, type PagesWorld } from '../pages-world.ts'
import { DATA_CENTER } from './a-data-center-tenant.ts'

type Rule = ReturnType<PagesDeps['signOn']['addressRule']>
const GOOD: CrowdState = { kind: 'good', since: 0 }

describe('the overview of a Data Center site', () => {
  let world: PagesWorld
  afterEach(() => world.stop())
  const ended: unknown[][] = []

  async function start(state: CrowdState, rule: Rule = 'held', tenant: Partial<Tenant> = {}) {
    ended.length = 0
    world = await startPages({
      tenant: { ...DATA_CENTER, ...tenant },
      signOn: {
        healthOf: () => state,
        addressRule: () => rule,
        endSessions: async (...told) => void ended.push(told),
      },
    })
    return (await world.page('/overview', 'ada')).html
  }

  it('says that Crowd answers, and warns of nothing', async () => {
    expect(await start(GOOD))
      .to.include('Signing on by Crowd')
      .and.to.include('Answers')
      .and.not.to.include('class="message message-danger"><p class="message-title">Crowd')
  })

  it('says that Crowd refuses Gatehouse, or does not answer, and what follows', async () => {
    const html = await start({ kind: 'app-refused', since: 0, detail: 'crowd.example.com: 401' })
    expect(html).to.include('Crowd does not take Gatehouse’s application name, password or address')
    await world.stop()
    expect(await start({ kind: 'unavailable', since: 0, detail: 'crowd.example.com: timed out' }))
      .to.include('Crowd does not answer')
      .and.to.include('crowd.example.com: timed out')
  })

  it('warns of sessions that Crowd holds to no address, the more where cookies write all the same', async () => {
    expect(await start(GOOD, 'not-held'))
      .to.include('message-danger"><p class="message-title">Sign-on cookies only read')
      .and.to.include('Require consistent client IP address')
    await world.stop()
    const { dataCenter } = DATA_CENTER
    const sessions = { ...dataCenter.sessions, acceptsAnyAddress: true }
    const accepted = { dataCenter: { ...dataCenter, sessions } }
    expect(await start(GOOD, 'not-held', accepted))
      .to.include('message-warning"><p class="message-title">A sign-on cookie serves from everywh')
      .and.not.to.include('Cookies only read')
  })

  it('ends all sign-on sessions for an administrator, by name and request, and for nobody else', async () => {
    expect(await start(GOOD)).to.include('End all sign-on sessions')
    expect((await world.act('/overview/summary/end-sign-ons', 'alice', {})).status).to.equal(403)
    expect(ended).to.be.empty
    const answer = await world.act('/overview/summary/end-sign-ons', 'ada', {})
    expect(answer.status).to.equal(200)
    expect(answer.html).to.include('All sign-on sessions have ended')
    const requestId = answer.headers.get('gatehouse-request-id')
    expect(ended).to.deep.equal([[world.tenant.id, undefined, { actor: 'ada', requestId }]])
  })

  it('knows nothing of signing on where there is no Crowd, or in the Cloud', async () => {
    for (const dataCenter of [undefined, { ...DATA_CENTER.dataCenter, crowd: undefined }]) {
      expect(await start(GOOD, 'not-held', { dataCenter })).not.to.include('sign-on')
      const answer = await world.act('/overview/summary/end-sign-ons', 'ada', {})
      expect(answer.status).to.equal(404)
      expect(ended).to.be.empty
      await world.stop()
    }
    world = await startPages()
  })

  it('names the address of a site as programs call it, with its context path and no other', async () => {
    const own = { product: 'confluence', baseUrl: 'https://wiki.example.com/docs' } as const
    expect(await start(GOOD, 'held', own)).to.match(/\/sites\/wiki\.example\.com\/docs<\/code>/)
  })
})
