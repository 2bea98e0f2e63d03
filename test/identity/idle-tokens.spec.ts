import { expect } from 'chai'
import { DEFAULT_POLICY } from '../../src/policy/policy-document.ts'
import { tokenFault } from '../../src/policy/token-standing.ts'
import { expectRefusal } from '../support/refusals.ts'
import { startTokens, type TokensWorld } from './tokens-world.ts'

const DAY_MS = 24 * 60 * 60 * 1000

describe('API tokens that are not used', () => {
  let world: TokensWorld
  beforeEach(async () => {
    world = await startTokens()
    world.idleDays = 10
  })
  afterEach(() => world.temporary.clear())

  const revokeIdle = (of = world) => of.tokens.revokeIdle(of.tenant.id, 10)
  const isIdle = async (text: Parameters<TokensWorld['use']>[0], of = world) => {
    const { token } = await of.use(text)
    const document = { ...DEFAULT_POLICY.document, tokens: { idleDays: 10 } }
    const standing = { groups: new Set<string>(), ownerIsAdmin: false, now: of.clock.now() }
    return token !== undefined && tokenFault(document, token, standing) === 'credential/idle'
  }

  it('are revoked after so many days, counted from when they were made', async () => {
    const { token, text } = await world.issue()
    world.clock.move(10 * DAY_MS - 1)
    expect(await revokeIdle()).to.equal(0)
    world.clock.move(1)
    expect(await revokeIdle()).to.equal(1)
    await expectRefusal(world.use(text), 'credential/revoked')
    const [event] = await world.events()
    expect(event).to.include({ kind: 'token.revoked', actor: 'gatehouse', subject: token.id })
    expect(event?.facts).to.deep.equal({ reason: 'idle', idleDays: 10, owner: 'account-alice' })
    expect(await revokeIdle(), 'once').to.equal(0)
  })

  it('live on when they were used, also when that is not written yet', async () => {
    const { text } = await world.issue()
    world.clock.move(9 * DAY_MS)
    await world.use(text)
    world.clock.move(9 * DAY_MS)
    expect(await revokeIdle()).to.equal(0)
    expect(await isIdle(text)).to.equal(false)
    await world.tokens.flush()
    world.clock.move(10 * DAY_MS - 1)
    expect(await revokeIdle(), 'of what was written').to.equal(0)
    world.clock.move(1)
    expect(await revokeIdle()).to.equal(1)
  })

  it('have their last use counted before, while and after it is written', async () => {
    const { text } = await world.issue()
    world.clock.move(9 * DAY_MS)
    const usedAt = world.clock.now()
    const lastActiveAt = async () => (await world.use(text)).token?.lastActiveAt
    await world.use(text)
    world.clock.move(58_000)
    expect(await lastActiveAt()).to.equal(usedAt)
    world.clock.move(1_999)
    await world.tokens.flush()
    // The token itself comes from memory still, as it was before the write.
    expect(await lastActiveAt()).to.equal(usedAt)
    world.clock.move(1)
    await world.tokens.flush()
    expect(await lastActiveAt()).to.equal(usedAt)
  })

  it('are not revived by a call that is refused for their idleness', async () => {
    const { text } = await world.issue()
    world.clock.move(10 * DAY_MS)
    for (let call = 0; call < 3; call += 1) {
      expect(await isIdle(text)).to.equal(true)
      await world.tokens.flush()
      world.clock.move(60_000)
    }
    expect(await revokeIdle()).to.equal(1)
  })

  it('stay idle after a restart, and those whose use was written stay in use', async () => {
    const [idle, used] = [await world.issue(), await world.issue()]
    world.clock.move(5 * DAY_MS)
    await world.use(used.text)
    await world.tokens.flush()
    world.clock.move(5 * DAY_MS)
    const after = world.restarted()
    after.idleDays = 10
    expect(await isIdle(idle.text, after)).to.equal(true)
    expect(await isIdle(used.text, after)).to.equal(false)
    await after.tokens.flush()
    expect(await revokeIdle(after)).to.equal(1)
    await expectRefusal(after.use(idle.text), 'credential/revoked')
    expect((await after.use(used.text)).credential.id).to.equal(used.token.id)
  })

  it('that have ended already are left as they are, and so are those of other tenants', async () => {
    const { token } = await world.issue({ lifetimeDays: 5 })
    const revoked = await world.issue()
    await world.tokens.revoke(world.tenant.id, revoked.token.id, { actor: 'ada', requestId: 'r' })
    await world.issue({ tenantId: 'another-tenant' })
    const before = await world.tokens.list(world.tenant.id)
    world.clock.move(10 * DAY_MS)
    expect(await revokeIdle()).to.equal(0)
    expect(await world.tokens.list(world.tenant.id)).to.deep.equal(before)
    expect((await world.store.find(world.tenant.id, token.id))?.revokedAt).to.equal(undefined)
  })

  it('are revoked however many they are, with those in between that were used left out', async () => {
    const texts: Parameters<TokensWorld['use']>[0][] = []
    for (let at = 0; at < 120; at += 1) texts.push((await world.issue()).text)
    world.clock.move(9 * DAY_MS)
    const inUse = texts.filter((_, at) => at % 2 === 0)
    for (const text of inUse) await world.use(text)
    world.clock.move(DAY_MS)
    expect(await revokeIdle()).to.equal(60)
    for (const text of inUse) expect((await world.use(text)).access).to.equal('read')
    const kinds = (await world.events()).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'token.revoked')).to.have.length(60)
  })

  it('are never revoked by a number of days that is none', async () => {
    await world.issue()
    for (const days of [0, -1, Number.NaN]) {
      const thrown = await world.tokens
        .revokeIdle(world.tenant.id, days)
        .catch((cause: unknown) => cause)
      expect(thrown).to.be.instanceOf(RangeError)
    }
  })
})
