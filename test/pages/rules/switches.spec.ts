import { expect } from 'chai'
import type { Provider } from '../../../src/identity/providers/provider.ts'
import { DEFAULT_SWITCHES, type Switches } from '../../../src/policy/switches.ts'
import { accepted, aDraft } from '../../identity/providers/drafts.ts'
import { startPages, type PagesWorld } from '../pages-world.ts'

const KINDS = ['apiTokens', 'providerTokens', 'contextTokens', 'basicPassThrough'] as const

describe('the tab of switches', () => {
  let world: PagesWorld
  beforeEach(async () => {
    world = await startPages()
  })
  afterEach(() => world.stop())

  const by = { actor: 'ada', requestId: 'made-by-the-test' }
  const set = (kind: string, to: string, as = 'ada') =>
    world.act('/rules/switches/set', as, { id: kind, to })
  const switchesOf = async ({ id }: { readonly id: string }) =>
    (await world.policies.read(id)).document.switches
  /** What one switch looks like. */
  const rule = (html: string, kind: keyof Switches | 'restricted') => {
    const parts = html.split('<form class="rule"')
    return parts.find((part) => part.startsWith(` data-switch="${kind}"`)) ?? ''
  }
  const page = async () => (await world.act('/rules/switches', 'ada', {})).html
  const has = (...providers: Provider[]) =>
    world.policies.change(world.tenant.id, by, ({ document }) => ({ ...document, providers }))

  it('stand on the page with what holds, what the other position does, and where it leads', async () => {
    const html = await page()
    for (const kind of ['apiTokens', 'providerTokens', 'contextTokens'] as const) {
      expect(rule(html, kind)).to.include('>On<').and.to.include('If you switch it off:')
      expect(rule(html, kind)).to.include('value="off">Switch it off')
    }
    expect(rule(html, 'basicPassThrough'))
      .to.include('>Off<')
      .and.to.include('value="on">Switch on')
  })

  for (const kind of KINDS) {
    it(`${kind} goes there and back, with one event for each change and none for a repeat`, async () => {
      const before = DEFAULT_SWITCHES[kind]
      const word = (isOn: boolean) => (isOn ? 'on' : 'off')
      const first = await set(kind, word(!before))
      expect(first.status).to.equal(200)
      expect(rule(first.html, kind)).to.match(
        new RegExp(`value="${word(before)}">Switch (it )?${word(before)}`),
      )
      expect(first.html).to.match(/(taken|refused) from now on/)
      expect(await switchesOf(world.tenant)).to.deep.equal({ ...DEFAULT_SWITCHES, [kind]: !before })
      await set(kind, word(!before))
      await set(kind, word(before))
      expect(await switchesOf(world.tenant)).to.deep.equal(DEFAULT_SWITCHES)
      expect(
        world.events.map((event) => [event.kind, 'facts' in event && event.facts]),
      ).to.deep.equal([
        ['switches.changed', { [kind]: !before, [`${kind}Before`]: before }],
        ['switches.changed', { [kind]: before, [`${kind}Before`]: !before }],
      ])
      const requestId = first.headers.get('gatehouse-request-id')
      expect(world.events[0]).to.include({ actor: 'ada', requestId })
    })
  }

  it('say how many tokens would be concerned: the active ones that make calls', async () => {
    const count = async () => /\(([^)]*) at present\)/.exec(rule(await page(), 'apiTokens'))?.[1]
    expect(await count()).to.equal('no token is active')
    await world.hasToken('alice', 'One')
    expect(await count()).to.equal('1 active token')
    const revoked = await world.hasToken('bob', 'Two')
    await world.hasToken('bob', 'Three')
    await world.tokens.revoke(world.tenant.id, revoked, by)
    const manages = { name: 'Manager', days: '7', access: 'manage' }
    expect((await world.act('/tokens', 'ada', manages)).status).to.equal(200)
    expect(await count()).to.equal('2 active tokens')
    const { html } = await set('apiTokens', 'off')
    expect(rule(html, 'apiTokens')).to.include('serve again at once (2 active tokens at present)')
    expect(await world.tokens.list(world.tenant.id)).to.have.length(4)
  })

  it('say how many providers would be concerned: those that are switched on', async () => {
    const count = async () =>
      /\(([^)]*) at present\)/.exec(rule(await page(), 'providerTokens'))?.[1]
    expect(await count()).to.equal('no provider is switched on')
    const provider = accepted(aDraft())
    await has(provider, { ...provider, id: 'off', issuer: 'https://off.example', enabled: false })
    expect(await count()).to.equal('1 provider')
    await set('providerTokens', 'off')
    expect((await world.policies.read(world.tenant.id)).document.providers).to.have.length(2)
  })

  it('warn of Basic in either position, and mark it when it is on', async () => {
    const warning = 'Gatehouse cannot tell who such a caller is'
    expect(rule(await page(), 'basicPassThrough')).to.include(warning)
    const { html } = await set('basicPassThrough', 'on')
    expect(rule(html, 'basicPassThrough')).to.include(warning).and.to.include('lozenge-risky">On')
    for (const kind of ['apiTokens', 'providerTokens', 'contextTokens'] as const) {
      expect(rule(html, kind)).not.to.include(warning)
    }
  })

  it('say so when nothing at all is taken', async () => {
    await set('apiTokens', 'off')
    expect((await set('providerTokens', 'off')).html).not.to.include('Every call is refused')
    expect((await set('contextTokens', 'off')).html).to.include('Every call is refused')
    expect((await set('basicPassThrough', 'on')).html).not.to.include('Every call is refused')
  })

  it('switch nothing but a kind of credential, to nothing but on or off', async () => {
    for (const [kind, to] of [
      ['tokenDaysMax', 'off'],
      ['__proto__', 'on'],
      ['', 'off'],
      ['apiTokens', ''],
      ['apiTokens', 'false'],
    ] as const) {
      expect((await set(kind, to)).status, `${kind} ${to}`).to.equal(422)
    }
    expect((await world.act('/rules/switches/set', 'ada', {})).status).to.equal(422)
    expect(world.events).to.be.empty
    expect(await switchesOf(world.tenant)).to.deep.equal(DEFAULT_SWITCHES)
  })

  it('say who would lose access before something is switched off, and ask for nothing twice otherwise', async () => {
    const html = await page()
    expect(rule(html, 'gateway'))
      .to.include('Who loses access at once')
      .and.to.include('the gateway is switched off')
    expect(rule(html, 'basicPassThrough')).not.to.include('Who loses')
    expect(rule((await set('basicPassThrough', 'on')).html, 'basicPassThrough')).to.include(
      'Who loses',
    )
  })

  it('switch the gateway off and on, with one event each, and say that every call is refused', async () => {
    const off = await set('gateway', 'off')
    expect(off.html).to.include('Every call is refused from now on').and.to.include('lozenge-off')
    expect((await switchesOf(world.tenant)).gateway).to.equal(false)
    const on = await set('gateway', 'on')
    expect(on.html).to.include('Calls are served from now on')
    expect(await switchesOf(world.tenant)).to.deep.equal(DEFAULT_SWITCHES)
    expect(world.events.map(({ kind }) => kind)).to.deep.equal([
      'switches.changed',
      'switches.changed',
    ])
  })

  it('show public access as restricted unless an admin lifts that, which allows calls without a credential', async () => {
    expect(rule(await page(), 'restricted')).to.include('>On<')
    const lifted = await set('restricted', 'off')
    expect(rule(lifted.html, 'restricted')).to.include('>Off<').and.to.include('lozenge-risky')
    expect(await switchesOf(world.tenant)).to.deep.equal({
      ...DEFAULT_SWITCHES,
      anonymousCalls: true,
    })
    await set('restricted', 'on')
    expect(await switchesOf(world.tenant)).to.deep.equal(DEFAULT_SWITCHES)
  })

  it('count the rules that are marked public', async () => {
    const path = '/rest/api/3/serverInfo'
    const rules = [true, false].map((anonymous) => ({
      ...({
        id: `rule-${String(anonymous)}`,
        name: 'Server',
        state: 'on',
        effect: 'allow',
      } as const),
      methods: 'all' as const,
      path,
      anonymous,
    }))
    await world.policies.change(world.tenant.id, by, ({ document }) => ({
      ...document,
      resources: rules,
    }))
    expect(rule(await page(), 'restricted')).to.include('1 rule is marked so at present')
  })

  it('let users create tokens or not, with one event for each change and none for a repeat', async () => {
    for (const to of ['off', 'off', 'on']) await set('usersMayCreateTokens', to)
    expect(
      world.events.map((event) => [event.kind, 'facts' in event && event.facts]),
    ).to.deep.equal([
      ['switches.changed', { usersMayCreateTokens: false, usersMayCreateTokensBefore: true }],
      ['switches.changed', { usersMayCreateTokens: true, usersMayCreateTokensBefore: false }],
    ])
  })

  it('are for administrators, and each for its own site', async () => {
    expect((await set('basicPassThrough', 'on', 'alice')).status).to.equal(403)
    expect((await set('basicPassThrough', 'on', 'ada@2')).status).to.equal(200)
    expect(await switchesOf(world.tenant)).to.deep.equal(DEFAULT_SWITCHES)
    expect((await switchesOf(world.otherTenant)).basicPassThrough).to.equal(true)
  })
})
