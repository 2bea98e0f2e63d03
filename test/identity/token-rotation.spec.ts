import { expect } from 'chai'
import { stateOf } from '../../src/identity/api-token.ts'
import { OVERLAP_HOURS_MAX, type TokenWish } from '../../src/identity/tokens.ts'
import { insist } from '../support/insist.ts'
import { expectRefusal } from '../support/refusals.ts'
import { A_SERVICE, startTokens, type TokensWorld } from './tokens-world.ts'

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

describe('rotating an API token', () => {
  let world: TokensWorld
  beforeEach(async () => {
    world = await startTokens()
  })
  afterEach(() => world.temporary.clear())

  const ALICE = { actor: 'account-alice', ownerAccountId: 'account-alice', requestId: 'r' }
  const ADA = { actor: 'ada', requestId: 'r' }
  const rotate = (
    id: string,
    overlapHours = 24,
    by: typeof ALICE | typeof ADA = ALICE,
    lifetimeDaysMax = 365,
  ) => world.tokens.rotate(world.tenant.id, id, { overlapHours, lifetimeDaysMax }, by)
  const issued = async (wish: Partial<TokenWish> = {}) => {
    const { token, text } = await world.issue(wish)
    return { token, id: token.id, text }
  }

  it('makes a token that may do the same for as long, with another text', async () => {
    const limits = { networks: ['10.0.0.0/8'], places: ['OPS'] }
    const old = await issued({ access: 'write', limits, name: 'deploy', lifetimeDays: 90 })
    world.clock.move(80 * DAY_MS)
    await world.use(old.text)
    await world.tokens.flush()
    const made = await rotate(old.id)
    expect(made.token).to.deep.include({
      ...{ name: 'deploy', ownerAccountId: 'account-alice', createdBy: 'account-alice' },
      ...{ access: 'write', actsAs: 'user', limits, purpose: undefined, rotatedFrom: old.id },
      ...{ createdAt: world.clock.now(), expiresAt: world.clock.now() + 90 * DAY_MS },
      ...{ lastUsedAt: undefined, revokedAt: undefined },
    })
    expect(made.text.reveal()).not.to.equal(old.text.reveal())
    expect(await world.use(made.text)).to.deep.include({ access: 'write', ...limits })
    expect(await world.store.find(world.tenant.id, made.token.id)).to.deep.equal(made.token)
  })

  it('leaves both texts working for the overlap, and no longer', async () => {
    const old = await issued()
    await world.use(old.text)
    const made = await rotate(old.id, 2)
    world.clock.move(2 * HOUR_MS - 1)
    expect((await world.use(old.text)).credential.id).to.equal(old.id)
    world.clock.move(1)
    await expectRefusal(world.use(old.text), 'credential/expired')
    expect((await world.use(made.text)).credential.id).to.equal(made.token.id)
  })

  it('without an overlap ends the old text from the next call on, also when it was in memory', async () => {
    const old = await issued()
    await world.use(old.text)
    await rotate(old.id, 0)
    await expectRefusal(world.use(old.text), 'credential/expired')
  })

  it('never lengthens the life of the old one', async () => {
    const old = await issued({ lifetimeDays: 1 })
    world.clock.move(23 * HOUR_MS)
    await rotate(old.id, OVERLAP_HOURS_MAX)
    const held = await world.store.find(world.tenant.id, old.id)
    expect(held?.expiresAt).to.equal(old.token.expiresAt)
  })

  it('makes the new one end by the longest life that is allowed now', async () => {
    const old = await issued({ lifetimeDays: 90 })
    const { token } = await rotate(old.id, 0, ALICE, 7)
    expect(token.expiresAt - token.createdAt).to.equal(7 * DAY_MS)
    const again = await rotate(token.id, 0, ALICE, 365)
    expect(again.token.expiresAt - again.token.createdAt, 'and not longer again').to.equal(
      7 * DAY_MS,
    )
  })

  it('is recorded with the new token, and what became of the old one', async () => {
    const old = await issued({ limits: { places: ['OPS'] } })
    world.clock.move(1)
    const { token } = await rotate(old.id, 3)
    const [event] = await world.events()
    expect(event).to.include({ kind: 'token.rotated', actor: 'account-alice', subject: token.id })
    expect(event?.facts).to.deep.equal({
      ...{ from: old.id, owner: 'account-alice', overlapHours: 3, lifetimeDays: 30 },
    })
    expect((await world.events()).map(({ kind }) => kind)).to.have.members([
      ...['token.created', 'token.rotated'],
    ])
  })

  it('is done once, however many ask at the same time', async () => {
    for (const overlapHours of [0, 24]) {
      const old = await issued()
      const before = (await world.tokens.list(world.tenant.id)).length
      const asked = Array.from({ length: 20 }, () => insist(() => rotate(old.id, overlapHours)))
      const done = await Promise.allSettled(asked)
      expect(done.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
      const refusal = await expectRefusal(rotate(old.id), 'request/invalid-input')
      expect(refusal.faults).to.have.nested.property('[0].says').that.contains('rotated already')
      expect(await world.tokens.list(world.tenant.id)).to.have.length(before + 1)
    }
  })

  it('needs no room among the live tokens that an owner may have', async () => {
    const old = await issued({ liveMax: 1 })
    const { token } = await rotate(old.id, 0)
    await rotate(token.id)
    await expectRefusal(world.issue({ liveMax: 1 }), 'tokens/too-many')
  })

  it('of a successor waits until the one before has ended, so that never more than two are live', async () => {
    const live = async () => {
      const all = await world.tokens.list(world.tenant.id)
      return all.filter((each) => stateOf(each, world.clock.now()) === 'live').length
    }
    let last = (await issued({ liveMax: 1 })).id
    for (let round = 0; round < 10; round += 1) {
      const made = await rotate(last)
      const refusal = await expectRefusal(rotate(made.token.id), 'request/invalid-input')
      const until = new Date(world.clock.now() + 24 * HOUR_MS).toISOString()
      expect(refusal.faults).to.have.nested.property('[0].says').that.contains(until)
      expect(await live()).to.equal(2)
      if (round % 2 === 0) await world.tokens.revoke(world.tenant.id, last, ALICE)
      else world.clock.move(24 * HOUR_MS)
      expect(await live()).to.equal(1)
      last = made.token.id
    }
  })

  it('is for one that is there, one’s own, and live', async () => {
    const { id } = await issued()
    const bob = { ...ALICE, actor: 'account-bob', ownerAccountId: 'account-bob' }
    await expectRefusal(rotate(id, 0, bob), 'request/not-found')
    const wish = { overlapHours: 0, lifetimeDaysMax: 365 }
    await expectRefusal(world.tokens.rotate('another', id, wish, ALICE), 'request/not-found')
    await expectRefusal(rotate('no-such-token', 0), 'request/not-found')
    world.clock.move(30 * DAY_MS)
    await expectRefusal(rotate(id, 0), 'credential/expired')
    const second = await issued()
    await world.tokens.revoke(world.tenant.id, second.id, ADA)
    await expectRefusal(rotate(second.id, 0), 'credential/revoked')
    expect(await world.tokens.list(world.tenant.id)).to.have.length(2)
  })

  it('shows nobody a text that acts as somebody else, administrators included', async () => {
    for (const actsAs of ['user', 'app'] as const) {
      const { id } = await issued({ actsAs })
      const refusal = await expectRefusal(rotate(id, 0, ADA), 'request/invalid-input')
      expect(refusal.faults).to.have.nested.property('[0].says').that.contains('by that person')
    }
    const own = await issued({ ownerAccountId: 'ada', access: 'manage' })
    expect((await rotate(own.id, 0, ADA)).token.ownerAccountId).to.equal('ada')
  })

  it('of a service account’s is for administrators, and keeps purpose, owner and maker', async () => {
    const { id } = await issued(A_SERVICE)
    await expectRefusal(rotate(id, 0, ALICE), 'person/not-admin')
    const { token, text } = await rotate(id, 0, ADA)
    expect(token).to.include({
      ...{ purpose: 'Writes release notes', ownerAccountId: 'account-alice', createdBy: 'ada' },
    })
    expect((await world.use(text)).actsAs).to.deep.equal({ kind: 'app' })
  })

  it('takes an overlap of whole hours up to thirty days, and no bound that allows nothing', async () => {
    const { id } = await issued()
    for (const hours of [-1, 0.5, OVERLAP_HOURS_MAX + 1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const refusal = await expectRefusal(rotate(id, hours), 'request/invalid-input')
      expect(refusal.faults?.[0]?.path).to.equal('overlapHours')
    }
    for (const daysMax of [0, Number.NaN]) {
      await expectRefusal(rotate(id, 0, ALICE, daysMax), 'request/invalid-input')
    }
    await rotate(id, OVERLAP_HOURS_MAX)
  })
})
