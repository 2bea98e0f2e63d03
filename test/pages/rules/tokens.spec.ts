import { expect } from 'chai'
import type { PolicyDocument } from '../../../src/policy/policy-document.ts'
import { formIn } from '../form-in.ts'
import { startPages, type PagesWorld } from '../pages-world.ts'

const A_TOKEN = /gatehouse_[0-9A-Za-z]{16}_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}/g
const BY = { actor: 'ada', requestId: 'made-by-the-test' }
const DAY_MS = 86_400_000
const SERVICE = {
  name: 'Nightly report',
  purpose: 'Report of open issues',
  owner: '5b10ac8d82e05b22cc7d4ef5',
  access: 'write',
  days: '90',
}

describe('the tab of tokens', () => {
  let world: PagesWorld
  let admins: string[]
  let productIsDown: boolean
  let groupsOf: (accountId: string) => string[]
  beforeEach(async () => {
    admins = ['ada', 'adam']
    productIsDown = false
    groupsOf = () => []
    world = await startPages({
      admins,
      productDown: () => productIsDown,
      productGroups: { search: async () => [], ofAccount: async (_, id) => groupsOf(id) },
    })
  })
  afterEach(() => world.stop())

  const open = (as = 'ada') => world.act('/rules/tokens', as, {})
  const post = (action: string, form: Record<string, string> = {}, as = 'ada') =>
    world.act(`/rules/tokens/${action}`, as, form)
  const document = async () => (await world.policies.read(world.tenant.id)).document
  const decide = (part: Partial<PolicyDocument>) =>
    world.policies.change(world.tenant.id, BY, (now) => ({ ...now.document, ...part }))
  /** The rules as they are sent, with the answer to a question where there was one. */
  const save = async (given: Record<string, string>, as = 'ada') => {
    const { readAs = '', tokenDaysMax = '' } = formIn((await open(as)).html)
    const form = { readAs, tokenDaysMax, liveMax: '', idleDays: '', ...given }
    const first = await post('rules', form, as)
    const answer = /hx-vals="\{&quot;answer&quot;:&quot;(\w+)&quot;\}"/.exec(first.html)?.[1]
    return { first, confirmed: () => post('rules', { ...form, answer: answer ?? '' }, as) }
  }

  it('lists the tokens of everybody on this site, with their owners, and of no other site', async () => {
    await world.hasToken('alice', 'One')
    await world.hasToken('bob', 'Two')
    const { html } = await open()
    expect(html).to.include('One').and.to.include('data-account="alice"')
    expect(html).to.include('Two').and.to.include('data-account="bob"')
    expect((await open('ada@2')).html).to.include('Nobody has a token yet')
  })

  it('is for administrators, whom the product is asked for at each action', async () => {
    const id = await world.hasToken('alice', 'One')
    await open()
    admins.length = 0
    for (const action of [
      'rules',
      'service',
      ...['revoke', 'rotate', 'narrow', 'limits'].map((each) => `${id}/${each}`),
    ]) {
      expect((await post(action, SERVICE)).status, action).to.equal(403)
    }
    productIsDown = true
    expect((await open()).status).to.equal(502)
    expect((await world.tokens.list(world.tenant.id))[0]?.revokedAt).to.equal(undefined)
    expect(world.events.filter(({ kind }) => kind !== 'token.created')).to.be.empty
  })

  it('tells the id of each token, which rules about one token ask for', async () => {
    const id = await world.hasToken('alice', 'One')
    expect((await open()).html).to.include(`<code>${id}</code>`)
  })

  it('revokes anybody’s token of this site, and records who did it', async () => {
    const id = await world.hasToken('alice', 'One')
    expect((await post(`${id}/revoke`, {}, 'ada@2')).status).to.equal(404)
    const { status, html, headers } = await post(`${id}/revoke`)
    expect(status).to.equal(200)
    expect(html).to.include('The token is revoked')
    expect(world.events.at(-1)).to.deep.include({
      kind: 'token.revoked',
      actor: 'ada',
      subject: id,
      requestId: headers.get('gatehouse-request-id'),
    })
  })

  describe('the limits of anybody’s token', () => {
    const limitsOf = async (id: string) =>
      (await world.tokens.list(world.tenant.id)).find((token) => token.id === id)?.limits
    let id: string
    beforeEach(async () => {
      id = await world.hasToken('alice', 'One')
      await post(`${id}/limits`, { networks: '10.0.0.0/8' })
    })

    it('are set and taken away by an admin, from the next call on, with an event', async () => {
      expect(await limitsOf(id)).to.deep.equal({ networks: ['10.0.0.0/8'] })
      expect((await open()).html).to.include(`/rules/tokens/${id}/narrow`)
      const { html } = await post(`${id}/narrow`)
      expect(html).to.include('Limit “One”').and.to.include('What is empty limits nothing')
      expect(html).to.match(/hx-post="[^"]*\/rules\/tokens" hx-target="#rules"[^>]*>Cancel</)
      const saved = await post(`${id}/limits`, { networks: '' })
      expect(saved.html).to.include('The limits are saved').and.not.to.include('Limit “One”')
      expect(await limitsOf(id)).to.deep.equal({})
      expect(world.events.at(-1)).to.include({ kind: 'token.changed', actor: 'ada', subject: id })
    })

    it('that are no good come back as they were typed, and nothing is saved', async () => {
      const { status, html } = await post(`${id}/limits`, { networks: '"><b>' })
      expect(status).to.equal(422)
      expect(html).to.include('id="narrow-networks-fault"').and.to.include('&quot;&gt;&lt;b&gt;')
      expect(await limitsOf(id)).to.deep.equal({ networks: ['10.0.0.0/8'] })
    })

    it('of another site’s token, or of one that manages Gatehouse, are not found', async () => {
      const managing = await world.tokens.issue({
        tenantId: world.tenant.id,
        ownerAccountId: 'alice',
        name: 'Manages',
        access: 'manage',
        actsAs: 'user',
        lifetimeDays: 30,
        lifetimeDaysMax: 365,
        requestId: 'made-by-the-test',
      })
      expect((await open()).html).not.to.include(`${managing.token.id}/narrow`)
      for (const action of ['narrow', 'limits']) {
        expect((await post(`${managing.token.id}/${action}`)).status).to.equal(404)
        expect((await post(`${id}/${action}`, {}, 'ada@2')).status).to.equal(404)
      }
    })
  })

  describe('the rules', () => {
    it('are saved together, and opening them loses nothing', async () => {
      const { first, confirmed } = await save({ liveMax: '5', idleDays: '90' })
      expect(first.html).to.include('Nothing is saved yet')
      expect((await confirmed()).html).to.include('The rules are saved')
      expect((await document()).tokens).to.deep.equal({ liveMax: 5, idleDays: 90 })
      expect(formIn((await open()).html)).to.include({ liveMax: '5', idleDays: '90' })
      expect(world.events.at(-1)).to.include({ kind: 'token-rules.changed', actor: 'ada' })
    })

    it('say how many tokens end earlier before a shorter life is saved, and which life would do that', async () => {
      await world.hasToken('alice', 'One')
      world.clock.move(10 * DAY_MS)
      await world.hasToken('bob', 'Two')
      const { html } = await open()
      expect(html).to.include('7 days (2 active tokens end earlier)')
      expect(html).to.include('>30 days<')
      const { first, confirmed } = await save({ tokenDaysMax: '7' })
      expect(first.status).to.equal(200)
      expect(first.html).to.include('2 active tokens end earlier than now, and 1 of them at once')
      expect((await document()).switches.tokenDaysMax).to.equal(365)
      await confirmed()
      expect((await document()).switches.tokenDaysMax).to.equal(7)
      expect(world.events.at(-1)).to.deep.include({
        kind: 'switches.changed',
        facts: { tokenDaysMax: 7, tokenDaysMaxBefore: 365 },
      })
      expect((await open()).html).to.include('1 active, 1 ended')
    })

    it('ask again when more tokens would end than was confirmed', async () => {
      await world.hasToken('alice', 'One')
      const { confirmed } = await save({ tokenDaysMax: '7' })
      await world.hasToken('bob', 'Two')
      expect((await confirmed()).html).to.include('2 active tokens end earlier')
      expect((await document()).switches.tokenDaysMax).to.equal(365)
    })

    it('say how many unused tokens a rule would revoke', async () => {
      await world.hasToken('alice', 'One')
      world.clock.move(20 * DAY_MS)
      await world.hasToken('bob', 'Two')
      await world.hasToken('bob', 'Three')
      const { first } = await save({ idleDays: '15' })
      expect(first.html).to.include('1 active token was not used for 15 days and is revoked')
    })

    it('that are no good are marked, and come back as they were typed', async () => {
      const { first } = await save({ liveMax: '0', idleDays: '"><b>', tokenDaysMax: '400' })
      expect(first.status).to.equal(422)
      for (const field of ['tokenDaysMax', 'liveMax', 'idleDays']) {
        expect(first.html).to.include(`id="token-rules-${field}-fault"`)
      }
      expect(first.html).to.include('&quot;&gt;&lt;b&gt;')
      expect(world.events).to.be.empty
    })

    it('of a form that was overtaken by somebody else’s change undo nothing', async () => {
      const { readAs = '' } = formIn((await open()).html)
      await decide({ tokens: { liveMax: 3 } })
      const form = { readAs, tokenDaysMax: '365', liveMax: '', idleDays: '60' }
      const { status, html } = await post('rules', form)
      expect(status).to.equal(422)
      expect(html).to.include('Somebody else has changed this').and.to.include('value="60"')
      expect((await document()).tokens).to.deep.equal({ liveMax: 3 })
    })

    it('hold for their own site only', async () => {
      const { confirmed } = await save({ liveMax: '5' }, 'ada@2')
      await confirmed()
      expect((await document()).tokens).to.deep.equal({})
    })
  })

  describe('a service account’s token', () => {
    it('is made by an admin for an owner, acts as the app, and is shown once', async () => {
      const { status, html } = await post('service', { ...SERVICE, networks: '10.0.0.0/8' })
      expect(status).to.equal(200)
      expect(html.match(A_TOKEN)).to.have.length(2)
      expect(html).to.include('Service account: Report of open issues')
      const [token] = await world.tokens.list(world.tenant.id)
      expect(token).to.deep.include({
        name: 'Nightly report',
        ownerAccountId: SERVICE.owner,
        createdBy: 'ada',
        purpose: 'Report of open issues',
        access: 'write',
        actsAs: 'app',
        limits: { networks: ['10.0.0.0/8'] },
      })
      expect((await open()).html).not.to.match(A_TOKEN)
      expect(world.events.at(-1)).to.include({ kind: 'token.created', actor: 'ada' })
    })

    it('takes the owner from the address of a profile', async () => {
      const owner = `https://acme.atlassian.net/jira/people/${SERVICE.owner}`
      await post('service', { ...SERVICE, owner })
      expect((await world.tokens.list(world.tenant.id))[0]?.ownerAccountId).to.equal(SERVICE.owner)
    })

    it('is not made of a form that is wrong, which comes back with what was typed', async () => {
      const wrong = { name: '', purpose: ' ', owner: 'a/b', access: 'manage', days: '400' }
      const { status, html } = await post('service', { ...wrong, networks: '"><b>' })
      expect(status).to.equal(422)
      for (const field of ['name', 'purpose', 'owner', 'access', 'days', 'networks']) {
        expect(html).to.include(`id="service-${field}-fault"`)
      }
      expect(html).to.include('&quot;&gt;&lt;b&gt;').and.to.include('value="a/b"')
      expect(await world.tokens.list(world.tenant.id)).to.be.empty
    })

    it('lives no longer than the rules allow', async () => {
      const { switches } = await document()
      await decide({ switches: { ...switches, tokenDaysMax: 30 } })
      expect((await post('service', SERVICE)).status).to.equal(422)
      expect((await post('service', { ...SERVICE, days: '30' })).status).to.equal(200)
    })

    it('lives no longer than its owner’s groups allow, which is told where its end is chosen', async () => {
      const sources = [{ from: 'product' as const, groupId: 'g-1', name: 'contractors' }]
      const group = { id: 'contractors', name: 'Contractors', sources, tokenDaysMax: 5 }
      await decide({ groups: [group] })
      groupsOf = (id) => (id === SERVICE.owner ? ['g-1'] : [])
      const { status, html } = await post('service', SERVICE)
      expect(status).to.equal(422)
      expect(html).to.include('id="service-days-fault"').and.to.include('at most 5 days')
      expect(html).to.include('value="Nightly report"').and.to.include('>5 days<')
      expect((await post('service', { ...SERVICE, days: '5' })).status).to.equal(200)
      const other = { ...SERVICE, owner: '5b10ac8d82e05b22cc7d4ef6' }
      expect((await post('service', other)).status).to.equal(200)
    })

    it('is not rotated once its age or its idleness has ended it, whoever may hold tokens', async () => {
      await post('service', SERVICE)
      const id = (await world.tokens.list(world.tenant.id))[0]?.id ?? ''
      const { switches, access } = await document()
      const rotate = async () => {
        const { status, html } = await post(`${id}/rotate`, { overlapHours: '24' })
        return `${String(status)} ${/data-code="([^"]+)"/.exec(html)?.[1] ?? ''}`.trim()
      }
      world.clock.move(10 * DAY_MS)
      await decide({ switches: { ...switches, tokenDaysMax: 10 } })
      expect(await rotate()).to.equal('401 credential/expired')
      await decide({ switches, tokens: { idleDays: 10 } })
      expect(await rotate()).to.equal('401 credential/idle')
      await decide({ tokens: {}, access: { ...access, mayHoldTokens: [] } })
      expect(await rotate()).to.equal('200')
    })

    it('is rotated by any admin, and nobody’s own token is', async () => {
      await post('service', SERVICE)
      const [token] = await world.tokens.list(world.tenant.id)
      const theirs = await world.hasToken('alice', 'One')
      const { status, html } = await post(`${token?.id}/rotate`, { overlapHours: '24' }, 'adam')
      expect(status).to.equal(200)
      expect(html.match(A_TOKEN)).to.have.length(2)
      expect(world.events.at(-1)).to.include({ kind: 'token.rotated', actor: 'adam' })
      expect((await post(`${theirs}/rotate`, { overlapHours: '24' })).status).to.equal(404)
      expect((await post(`${token?.id}/rotate`, { overlapHours: '24' }, 'ada@2')).status).to.equal(
        404,
      )
    })
  })
})
