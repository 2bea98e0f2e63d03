import { expect } from 'chai'
import { Refusal } from '../../src/lib/refusal.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { startPages, type PagesWorld } from './pages-world.ts'

const A_TOKEN = /gatehouse_[0-9A-Za-z]{16}_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}/g
const FORM = { name: 'Nightly build', days: '30', access: 'read' }
const BY = { actor: 'ada', requestId: 'made-by-the-test' }
const DAY_MS = 86_400_000

describe('what people do with tokens of their own', () => {
  let world: PagesWorld
  let groupsOf: (accountId: string) => string[]
  let admins: string[]
  beforeEach(async () => {
    groupsOf = () => []
    admins = ['ada']
    world = await startPages({
      admins,
      productGroups: { search: async () => [], ofAccount: async (_, id) => groupsOf(id) },
    })
  })
  afterEach(() => world.stop())

  const decide = (part: Partial<PolicyDocument>) =>
    world.policies.change(world.tenant.id, BY, ({ document }) => ({ ...document, ...part }))
  const own = (who = 'alice') => world.tokens.list(world.tenant.id, who)
  const aGroup = (given: object = {}) => ({
    id: 'engineers',
    name: 'Engineers',
    sources: [{ from: 'product' as const, groupId: 'g-1', name: 'jira-engineers' }],
    ...given,
  })
  const service = async (owner: string) => {
    const { token } = await world.tokens.issue({
      tenantId: world.tenant.id,
      ownerAccountId: owner,
      name: 'Report',
      access: 'write',
      actsAs: 'app',
      lifetimeDays: 30,
      lifetimeDaysMax: 365,
      service: { purpose: 'Nightly report', createdBy: 'ada' },
      requestId: 'made-by-the-test',
    })
    return token.id
  }

  describe('limits', () => {
    it('are stored as they were typed, one on a line or with commas between, keys in upper case', async () => {
      const { status, html } = await world.act('/tokens', 'alice', {
        ...FORM,
        networks: '10.0.0.0/8\r\n203.0.113.9',
        resources: '/rest/api/3/issue/**',
        places: 'ops, WEB',
      })
      expect(status).to.equal(200)
      expect((await own())[0]?.limits).to.deep.equal({
        networks: ['10.0.0.0/8', '203.0.113.9'],
        resources: ['/rest/api/3/issue/**'],
        places: ['OPS', 'WEB'],
      })
      expect(html).to.include('Only in projects OPS, WEB')
    })

    it('that are no good are marked, shown again escaped, and nothing is created', async () => {
      const { status, html } = await world.act('/tokens', 'alice', {
        ...FORM,
        networks: '10.0.0.0/8 10.0.0.5/8',
        resources: 'rest/"><b>',
        places: 'O-P-S',
      })
      expect(status).to.equal(422)
      for (const field of ['networks', 'resources', 'places']) {
        expect(html).to.include(`id="token-${field}-fault"`)
      }
      expect(html).to.include('“10.0.0.5/8”').and.to.include('rest/&quot;&gt;&lt;b&gt;')
      expect(html)
        .to.include('value="Nightly build"')
        .and.to.match(/<details class="[^"]*token-limits" open>/)
      expect(await own()).to.be.empty
    })

    it('can be narrowed by the owner, from the next call on, with an event', async () => {
      const id = await world.hasToken('alice', 'One')
      expect((await world.act(`/tokens/${id}/narrow`, 'alice', {})).html).to.include('Limit “One”')
      const form = { networks: '10.0.0.0/8', resources: '', places: '' }
      const { status, html } = await world.act(`/tokens/${id}/limits`, 'alice', form)
      expect(status).to.equal(200)
      expect(html).to.include('The limits are saved').and.to.include('Only from 10.0.0.0/8')
      expect((await own())[0]?.limits).to.deep.equal({ networks: ['10.0.0.0/8'] })
      expect(world.events.at(-1)).to.include({ kind: 'token.changed', actor: 'alice', subject: id })
    })

    it('are widened by administrators alone, which the form says, with what was typed', async () => {
      for (const [who, status] of [
        ['alice', 422],
        ['ada', 200],
      ] as const) {
        const id = await world.hasToken(who, 'One')
        await world.act(`/tokens/${id}/limits`, who, { networks: '10.0.0.0/8' })
        const answer = await world.act(`/tokens/${id}/limits`, who, { networks: '0.0.0.0/0' })
        expect(answer.status, who).to.equal(status)
        if (status === 200) continue
        expect(answer.html).to.include('Only an administrator may let a token do more')
        expect(answer.html).to.include('0.0.0.0/0')
        expect((await own(who))[0]?.limits).to.deep.equal({ networks: ['10.0.0.0/8'] })
      }
    })

    it('of somebody else’s token, or of another site’s, are not found', async () => {
      const id = await world.hasToken('bob', 'Of somebody else')
      for (const who of ['alice', 'ada', 'bob@2']) {
        for (const action of ['narrow', 'limits', 'rotate']) {
          const form = { networks: '10.0.0.0/8', overlapHours: '0' }
          expect((await world.act(`/tokens/${id}/${action}`, who, form)).status).to.equal(404)
        }
      }
      expect((await own('bob'))[0]?.limits).to.deep.equal({})
    })
  })

  describe('rotating', () => {
    it('shows a new secret once, while the old one works on for as long as was chosen', async () => {
      const id = await world.hasToken('alice', 'One')
      const { status, html } = await world.act(`/tokens/${id}/rotate`, 'alice', {
        overlapHours: '1',
      })
      expect(status).to.equal(200)
      expect(html.match(A_TOKEN)).to.have.length(2)
      expect(html).to.include('Takes the place of the one created on')
      expect(html).to.include('Was rotated: works on until')
      const [made, old] = await own()
      expect(made).to.include({ rotatedFrom: id, name: 'One' })
      expect(old?.expiresAt).to.equal(world.clock.now() + 3_600_000)
      expect((await world.page('/api-access', 'alice')).html).not.to.match(A_TOKEN)
      expect(JSON.stringify(world.events)).not.to.match(A_TOKEN)
    })

    it('takes none but the times that the form offers', async () => {
      const id = await world.hasToken('alice', 'One')
      for (const overlapHours of ['', '-1', '2', '721', '1e1']) {
        const answer = await world.act(`/tokens/${id}/rotate`, 'alice', { overlapHours })
        expect(answer.status, overlapHours).to.equal(422)
      }
      expect(await own()).to.have.length(1)
    })

    it('of the new one waits until the old one has ended', async () => {
      const id = await world.hasToken('alice', 'One')
      const rotate = (of: string) =>
        world.act(`/tokens/${of}/rotate`, 'alice', { overlapHours: '24' })
      await rotate(id)
      const made = (await own())[0]?.id ?? ''
      expect((await rotate(made)).status).to.equal(422)
      expect(await own()).to.have.length(2)
      await world.act(`/tokens/${id}/revoke`, 'alice', {})
      expect((await rotate(made)).status).to.equal(200)
    })

    it('is not for the owner of a service account’s token, which is shown and can be revoked', async () => {
      const id = await service('alice')
      const { html } = await world.page('/api-access', 'alice')
      expect(html).to.include('Service account: Nightly report').and.not.to.include('/rotate')
      const refused = await world.act(`/tokens/${id}/rotate`, 'alice', { overlapHours: '0' })
      expect(refused.status).to.equal(403)
      expect(refused.html).to.include('data-code="person/not-admin"')
      expect((await world.act(`/tokens/${id}/revoke`, 'alice', {})).status).to.equal(200)
    })

    it('renews nothing that only administrators may create, for somebody who is none any more', async () => {
      await world.act('/tokens', 'ada', { ...FORM, actsAs: 'app' })
      await world.act('/tokens', 'ada', { ...FORM, access: 'manage' })
      admins.length = 0
      for (const { id } of await own('ada')) {
        const { status } = await world.act(`/tokens/${id}/rotate`, 'ada', { overlapHours: '0' })
        expect(status).to.equal(403)
      }
      expect(await own('ada')).to.have.length(2)
    })

    it('is refused while a rule forbids to have tokens, but not because there are as many as may be', async () => {
      const id = await world.hasToken('alice', 'One')
      await decide({ tokens: { liveMax: 1 } })
      const rotate = (of: string) =>
        world.act(`/tokens/${of}/rotate`, 'alice', { overlapHours: '0' })
      expect((await rotate(id)).status).to.equal(200)
      const { switches } = (await world.policies.read(world.tenant.id)).document
      await decide({ switches: { ...switches, usersMayCreateTokens: false } })
      expect((await rotate((await own())[0]?.id ?? '')).status).to.equal(403)
    })
  })

  describe('rotating a token that the rules have ended', () => {
    const rotated = async (id: string, who: string) => {
      const { status, html } = await world.act(`/tokens/${id}/rotate`, who, { overlapHours: '24' })
      return `${String(status)} ${/data-code="([^"]+)"/.exec(html)?.[1] ?? ''}`.trim()
    }

    it('is refused for its age, by the rule of the site or of a group, to administrators too', async () => {
      const { switches } = (await world.policies.read(world.tenant.id)).document
      const ids = {
        alice: await world.hasToken('alice', 'A'),
        ada: await world.hasToken('ada', 'B'),
      }
      world.clock.move(10 * DAY_MS)
      groupsOf = (id) => (id === 'alice' ? ['g-1'] : [])
      await decide({ groups: [aGroup({ tokenDaysMax: 10 })] })
      expect(await rotated(ids.alice, 'alice')).to.equal('401 credential/expired')
      await decide({ switches: { ...switches, tokenDaysMax: 10 } })
      expect(await rotated(ids.ada, 'ada')).to.equal('401 credential/expired')
      await decide({ switches: { ...switches, tokenDaysMax: 11 } })
      expect(await rotated(ids.ada, 'ada')).to.equal('200')
      expect(await own('alice')).to.have.length(1)
    })

    it('is refused when nobody used it for too long, and no button offers it', async () => {
      const id = await world.hasToken('alice', 'One')
      world.clock.move(10 * DAY_MS)
      await decide({ tokens: { idleDays: 10 } })
      expect(await rotated(id, 'alice')).to.equal('401 credential/idle')
      const path = `/tokens/${id}/rotate`
      expect((await world.page('/api-access', 'alice')).html).not.to.include(path)
      await decide({ tokens: { idleDays: 11 } })
      expect((await world.page('/api-access', 'alice')).html).to.include(path)
      expect(await rotated(id, 'alice')).to.equal('200')
    })

    it('is refused while its owner may hold none', async () => {
      const { access } = (await world.policies.read(world.tenant.id)).document
      const id = await world.hasToken('alice', 'One')
      await decide({ groups: [aGroup()], access: { ...access, mayHoldTokens: ['engineers'] } })
      expect(await rotated(id, 'alice')).to.equal('403 credential/owner-not-allowed')
      groupsOf = () => ['g-1']
      expect(await rotated(id, 'alice')).to.equal('200')
    })
  })

  describe('the rules of the site', () => {
    it('end how many tokens somebody may create, in words, and revoking makes room', async () => {
      await decide({ tokens: { liveMax: 1 } })
      const id = await world.hasToken('alice', 'One')
      const { html } = await world.page('/api-access', 'alice')
      expect(html)
        .to.include('You have as many tokens as you may')
        .and.not.to.include('token-name"')
      expect((await world.act('/tokens', 'alice', FORM)).status).to.equal(409)
      await service('alice')
      await world.act(`/tokens/${id}/revoke`, 'alice', {})
      expect((await world.act('/tokens', 'alice', FORM)).status).to.equal(200)
    })

    it('allow no more tokens than they say, however many forms are sent at once', async () => {
      const wishes = 8
      const arrived: (() => void)[] = []
      const together = async () => {
        await new Promise<void>((resolve) => {
          arrived.push(resolve)
          if (arrived.length === wishes) arrived.forEach((each) => each())
        })
        return false
      }
      const busy = await startPages({ isAdmin: together })
      await busy.policies.change(busy.tenant.id, BY, ({ document }) => ({
        ...document,
        tokens: { liveMax: 2 },
      }))
      const answers = await Promise.all(
        Array.from({ length: wishes }, () => busy.act('/tokens', 'alice', FORM)),
      )
      const made = await busy.tokens.list(busy.tenant.id)
      await busy.stop()
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([
        ...[200, 200],
        ...[409, 409, 409, 409, 409, 409],
      ])
      expect(made).to.have.length(2)
    })

    it('keep tokens to members of groups, and say which', async () => {
      const { access } = (await world.policies.read(world.tenant.id)).document
      await decide({ groups: [aGroup()], access: { ...access, mayHoldTokens: ['engineers'] } })
      const { html } = await world.page('/api-access', 'alice')
      expect(html).to.include('only members of Engineers may have API tokens')
      expect((await world.act('/tokens', 'alice', FORM)).status).to.equal(403)
      expect((await world.act('/tokens', 'ada', FORM)).status).to.equal(200)
      groupsOf = (id) => (id === 'alice' ? ['g-1'] : [])
      expect((await world.act('/tokens', 'alice', FORM)).status).to.equal(200)
    })

    it('let a group have shorter lives and fewer tokens, the least that applies', async () => {
      await decide({ groups: [aGroup({ tokenDaysMax: 10, liveTokensMax: 1 })] })
      const offered = async (who: string) =>
        [...(await world.page('/api-access', who)).html.matchAll(/<option value="(\d+)"/g)].map(
          ([, days]) => days,
        )
      expect(await offered('alice')).to.deep.equal(['7', '30', '90', '365'])
      groupsOf = () => ['g-1']
      expect(await offered('alice')).to.deep.equal(['7', '10'])
      expect((await world.act('/tokens', 'alice', FORM)).status).to.equal(422)
      expect((await world.act('/tokens', 'alice', { ...FORM, days: '10' })).status).to.equal(200)
      expect((await world.act('/tokens', 'alice', { ...FORM, days: '10' })).status).to.equal(409)
    })

    it('that depend on groups refuse to create while the product tells no groups, and let revoke', async () => {
      await decide({ groups: [aGroup({ tokenDaysMax: 10 })] })
      const id = await world.hasToken('alice', 'One')
      groupsOf = () => {
        throw new Refusal('groups/unavailable')
      }
      expect((await world.act('/tokens', 'alice', FORM)).status).to.equal(503)
      expect((await world.act(`/tokens/${id}/revoke`, 'alice', {})).status).to.equal(200)
    })

    it('warn of a token that ends because nobody uses it', async () => {
      await decide({ tokens: { idleDays: 30 } })
      await world.hasToken('alice', 'One')
      expect((await world.page('/api-access', 'alice')).html).not.to.include('Unused')
      world.clock.move(25 * DAY_MS)
      expect((await world.page('/api-access', 'alice')).html).to.include('Unused for 25 days')
    })
  })
})
