import { expect } from 'chai'
import { DEFAULT_SWITCHES } from '../../../src/policy/switches.ts'
import { startPages, type PagesWorld } from '../pages-world.ts'
import { DATA_CENTER } from './a-data-center-tenant.ts'

const OWN = ['signOnCookies', 'bearerPassThrough'] as const

describe('the tab of switches', () => {
  let world: PagesWorld
  afterEach(() => world.stop())

  const set = (id: string, to: string) => world.act('/rules/switches/set', 'ada', { id, to })
  const page = async () => (await world.act('/rules/switches', 'ada', {})).html
  const rule = (html: string, id: string) =>
    html.split('<form class="rule"').find((part) => part.startsWith(` data-switch="${id}"`)) ?? ''
  const switches = async () => (await world.policies.read(world.tenant.id)).document.switches

  it('has two more of a Data Center site, which go there and back', async () => {
    world = await startPages({ tenant: DATA_CENTER })
    expect(rule(await page(), 'signOnCookies')).to.include('Sign-on cookies (Crowd)')
    for (const id of OWN) {
      expect((await set(id, 'on')).html, id).to.include('are taken from now on')
      expect(await switches()).to.deep.equal({ ...DEFAULT_SWITCHES, [id]: true })
      expect((await set(id, 'off')).html, id).to.include('are refused from now on')
      expect(await switches()).to.deep.equal(DEFAULT_SWITCHES)
    }
  })

  it('warns of tokens that are passed through, and says of Basic what Data Center takes', async () => {
    world = await startPages({ tenant: DATA_CENTER })
    const { html } = await set('bearerPassThrough', 'on')
    expect(rule(html, 'bearerPassThrough'))
      .to.include('lozenge-risky')
      .and.to.include('Gatehouse cannot tell who such a caller is')
      .and.to.include('Personal access tokens cannot be scoped')
    expect(rule(html, 'basicPassThrough')).to.include('A call with a user name and a password is')
    expect(html).not.to.include('Atlassian')
    expect((await set('basicPassThrough', 'on')).html).not.to.include('Atlassian')
  })

  it('says that each kind is off only when those two are off too', async () => {
    world = await startPages({ tenant: DATA_CENTER })
    const rules = [{ id: 'all', name: 'All', state: 'on', effect: 'allow' } as const]
    const by = { actor: 'ada', requestId: 'a-test' }
    await world.policies.change(world.tenant.id, by, ({ document }) => ({
      ...document,
      resources: rules.map((each) => ({ ...each, methods: 'all', path: '/**' })),
    }))
    await set('signOnCookies', 'on')
    for (const id of ['apiTokens', 'providerTokens', 'contextTokens']) await set(id, 'off')
    expect(await page()).not.to.include('Each kind of credential is switched off')
    expect((await set('signOnCookies', 'off')).html).to.include(
      'Each kind of credential is switched off',
    )
  })

  it('has neither of a site of the Cloud, whose form is refused for them', async () => {
    world = await startPages()
    const html = await page()
    for (const id of OWN) {
      expect(rule(html, id), id).to.equal('')
      for (const path of ['set', 'try']) {
        const answer = await world.act(`/rules/switches/${path}`, 'ada', { id, to: 'on' })
        expect(answer.status, `${path} ${id}`).to.equal(422)
      }
    }
    expect(rule(html, 'basicPassThrough')).to.include('Atlassian API token')
    expect(await switches()).to.deep.equal(DEFAULT_SWITCHES)
    expect(world.events).to.be.empty
  })
})
