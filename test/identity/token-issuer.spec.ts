import { expect } from 'chai'
import type { TokenWish } from '../../src/identity/tokens.ts'
import { insist } from '../support/insist.ts'
import { expectRefusal } from '../support/refusals.ts'
import { A_SERVICE, startTokens, type TokensWorld } from './tokens-world.ts'

const DAY_MS = 24 * 60 * 60 * 1000

describe('a new API token', () => {
  let world: TokensWorld
  beforeEach(async () => {
    world = await startTokens()
  })
  afterEach(() => world.temporary.clear())

  const LIMITS = { networks: ['10.0.0.0/8'], resources: ['/rest/api/3/**'], places: ['OPS'] }
  const idOf = async (wish: Partial<TokenWish>) => (await insist(() => world.issue(wish))).token.id

  it('has the limits that were asked for, and hands them to whoever decides on calls', async () => {
    const { token, text } = await world.issue({ limits: LIMITS })
    expect(await world.use(text)).to.deep.include(LIMITS)
    expect(await world.tokens.list(world.tenant.id)).to.deep.equal([token])
    expect((await world.events())[0]?.facts).to.deep.equal({
      ...{ name: 'nightly build', actsAs: 'user', access: 'read', lifetimeDays: 30 },
      ...{ networks: '10.0.0.0/8', resources: '/rest/api/3/**', places: 'OPS' },
    })
    const without = await world.use((await world.issue()).text)
    expect(without).to.include({ networks: undefined, resources: undefined, places: undefined })
  })

  it('is not made of what is wrong, and everything that is wrong is told', async () => {
    const refusal = await expectRefusal(
      world.issue({
        name: ' ',
        lifetimeDays: 0,
        limits: { networks: [], places: ['ops'] },
        ...A_SERVICE,
        service: { purpose: 'x'.repeat(201), createdBy: 'ada' },
      }),
      'request/invalid-input',
    )
    const paths = refusal.faults?.map(({ path }) => path)
    expect(paths).to.have.members([
      ...['name', 'lifetimeDays', 'purpose', 'limits.networks', 'limits.places.0'],
    ])
    expect(await world.tokens.list(world.tenant.id)).to.deep.equal([])
    expect(await world.events()).to.deep.equal([])
  })

  it('cannot manage Gatehouse as the app, for a service account, or within limits', async () => {
    const refused: readonly Partial<TokenWish>[] = [
      { access: 'manage', actsAs: 'app' },
      { access: 'manage', ...A_SERVICE },
      { access: 'manage', limits: { places: ['OPS'] } },
      { ...A_SERVICE, actsAs: 'user' },
      { ...A_SERVICE, service: { purpose: ' ', createdBy: 'ada' } },
      { name: 'two\nlines' },
    ]
    for (const wish of refused) await expectRefusal(world.issue(wish), 'request/invalid-input')
    expect((await world.issue({ access: 'manage', limits: {} })).token.access).to.equal('manage')
  })

  it('is one of so many live ones, however many are asked for at once', async () => {
    const asked = Array.from({ length: 20 }, () => idOf({ liveMax: 5 }).catch(codeOf))
    const done = await Promise.all(asked)
    expect(done.filter((each) => each === 'tokens/too-many')).to.have.length(15)
    expect(await world.tokens.list(world.tenant.id)).to.have.length(5)
    expect(await world.events(), 'and only those are recorded').to.have.length(5)
  })

  it('has room again when one was revoked or has ended, and beside those of others', async () => {
    const liveMax = 2
    const first = await idOf({ liveMax, lifetimeDays: 1 })
    await idOf({ liveMax })
    await expectRefusal(world.issue({ liveMax }), 'tokens/too-many')
    await idOf({ liveMax, ownerAccountId: 'account-bob' })
    await idOf({ liveMax, tenantId: 'another-tenant' })
    await world.tokens.revoke(world.tenant.id, first, { actor: 'ada', requestId: 'r' })
    const third = await idOf({ liveMax, lifetimeDays: 1 })
    await expectRefusal(world.issue({ liveMax }), 'tokens/too-many')
    world.clock.move(DAY_MS)
    expect(await idOf({ liveMax })).not.to.equal(third)
    for (const none of [0, Number.NaN]) {
      const nobody = { liveMax: none, ownerAccountId: 'account-carol' }
      await expectRefusal(world.issue(nobody), 'tokens/too-many')
    }
  })

  describe('for a service account', () => {
    it('acts as the app, for an owner who answers for it and an admin who made it', async () => {
      const { token, text } = await world.issue({ ...A_SERVICE, access: 'write' })
      expect(token).to.include({ purpose: 'Writes release notes', createdBy: 'ada' })
      expect(token.ownerAccountId).to.equal('account-alice')
      const principal = await world.use(text)
      expect(principal).to.deep.include({
        actsAs: { kind: 'app' },
        ownerAccountId: 'account-alice',
      })
      expect(principal.token?.isService).to.equal(true)
      const [event] = await world.events()
      expect(event).to.include({ kind: 'token.created', actor: 'ada', subject: token.id })
      expect(event?.facts).to.include({ owner: 'account-alice', purpose: 'Writes release notes' })
    })

    it('serves though its owner is no administrator, and a person’s does not', async () => {
      expect(await world.use((await world.issue(A_SERVICE)).text)).to.have.property('actsAs')
      const persons = await world.issue({ actsAs: 'app' })
      await expectRefusal(world.use(persons.text), 'credential/owner-not-admin')
    })

    it('ends with its owner’s account', async () => {
      const { text } = await world.issue(A_SERVICE)
      const by = { actor: 'product', requestId: 'r' }
      expect(await world.tokens.revokeAllOf(world.tenant.id, 'ada', by)).to.equal(0)
      expect(await world.tokens.revokeAllOf(world.tenant.id, 'account-alice', by)).to.equal(1)
      await expectRefusal(world.use(text), 'credential/revoked')
    })

    it('takes no room from its owner’s own, and needs none', async () => {
      await world.issue({ ...A_SERVICE, liveMax: 1 })
      await world.issue({ ...A_SERVICE, liveMax: 1 })
      await world.issue({ liveMax: 1 })
      await expectRefusal(world.issue({ liveMax: 1 }), 'tokens/too-many')
      await world.issue({ ...A_SERVICE, liveMax: 1 })
    })
  })
})

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : thrown
}
