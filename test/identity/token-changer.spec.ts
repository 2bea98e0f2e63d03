import { expect } from 'chai'
import type { TokenChange, TokenWish } from '../../src/identity/tokens.ts'
import { expectRefusal } from '../support/refusals.ts'
import { A_SERVICE, startTokens, type TokensWorld } from './tokens-world.ts'

const DAY_MS = 24 * 60 * 60 * 1000

describe('changing an API token', () => {
  let world: TokensWorld
  beforeEach(async () => {
    world = await startTokens()
  })
  afterEach(() => world.temporary.clear())

  const ALICE = {
    ...{ actor: 'account-alice', ownerAccountId: 'account-alice', requestId: 'r' },
    mayWiden: false,
  }
  const ADA = { actor: 'ada', requestId: 'r', mayWiden: true }
  const LIMITS = { networks: ['10.0.0.0/8'], resources: ['/rest/api/**'], places: ['OPS', 'DEV'] }
  const change = (id: string, wanted: TokenChange, by: typeof ALICE | typeof ADA = ALICE) =>
    world.tokens.change(world.tenant.id, id, wanted, by)
  const issued = async (wish: Partial<TokenWish> = {}) => {
    const { token, text } = await world.issue(wish)
    return { id: token.id, text }
  }

  it('narrows it from the next call on, also one that is in memory', async () => {
    const { id, text } = await issued({ access: 'write', limits: LIMITS })
    await world.use(text)
    const limits = { networks: ['10.1.0.0/16'], resources: ['/rest/api/3/**'], places: ['OPS'] }
    const changed = await change(id, { access: 'read', limits })
    expect(changed).to.deep.include({ access: 'read', limits })
    expect(await world.use(text)).to.deep.include({ access: 'read', ...limits })
    expect(await world.tokens.list(world.tenant.id)).to.deep.equal([changed])
  })

  it('is recorded with what differs, as it is and as it was', async () => {
    const { id } = await issued({ access: 'write', limits: { places: ['OPS'] } })
    const resources = Array.from({ length: 100 }, (_, at) => `/rest/api/3/issue/${at}`)
    world.clock.move(1)
    await change(id, { access: 'read', limits: { places: ['OPS'], resources } })
    const [event] = await world.events()
    expect(event).to.include({ kind: 'token.changed', actor: 'account-alice', subject: id })
    expect(event?.facts).to.deep.equal({
      ...{ owner: 'account-alice', access: 'read', accessBefore: 'write' },
      ...{ resources: '100 entries', resourcesBefore: 'any' },
    })
  })

  it('widens it for an administrator alone', async () => {
    const widenings: readonly (readonly [Partial<TokenWish>, TokenChange])[] = [
      [{}, { access: 'write' }],
      [{}, { actsAs: 'app' }],
      [{ actsAs: 'app' }, { actsAs: 'user' }],
      [{ limits: LIMITS }, { limits: {} }],
      [{ limits: LIMITS }, { limits: { ...LIMITS, networks: ['0.0.0.0/0'] } }],
      [{ limits: LIMITS }, { limits: { ...LIMITS, networks: ['10.0.0.0/8', '192.0.2.1'] } }],
      [{ limits: LIMITS }, { limits: { ...LIMITS, resources: ['/rest/**'] } }],
      [{ limits: LIMITS }, { limits: { ...LIMITS, resources: ['/rest/ap**'] } }],
      [{ limits: LIMITS }, { limits: { ...LIMITS, places: ['OPS', 'HR'] } }],
      [{ limits: LIMITS }, { limits: { ...LIMITS, places: undefined } }],
    ]
    for (const [wish, wanted] of widenings) {
      const { id } = await issued(wish)
      await expectRefusal(change(id, wanted), 'tokens/widening')
      const held = await world.store.find(world.tenant.id, id)
      const { actsAs = 'user', limits = {} } = wish
      expect(held, JSON.stringify(wanted)).to.deep.include({ access: 'read', actsAs, limits })
      const kinds = (await world.events()).map(({ kind }) => kind)
      expect(kinds).not.to.include('token.changed')
    }
    const { id, text } = await issued({ limits: LIMITS })
    await change(id, { access: 'write', limits: {} }, ADA)
    expect(await world.use(text)).to.include({ access: 'write', networks: undefined })
  })

  it('that changes nothing is fine and records nothing', async () => {
    const { id } = await issued({ limits: LIMITS })
    const before = await world.tokens.list(world.tenant.id)
    for (const wanted of [{}, { access: 'read' }, { limits: LIMITS }] as const) {
      expect(await change(id, wanted)).to.deep.equal(before[0])
    }
    expect(await world.tokens.list(world.tenant.id)).to.deep.equal(before)
    expect(await world.events()).to.have.length(1)
  })

  it('leaves alone what is not named', async () => {
    const { id } = await issued({ access: 'write', limits: LIMITS })
    expect(await change(id, { access: 'read' })).to.deep.include({ limits: LIMITS })
    expect(await change(id, { limits: { ...LIMITS, places: ['OPS'] } })).to.include({
      access: 'read',
    })
  })

  it('makes none of what a token cannot be, whoever asks', async () => {
    const impossible: readonly (readonly [Partial<TokenWish>, TokenChange, string])[] = [
      [{}, { access: 'manage' }, 'access'],
      [{ access: 'manage' }, { access: 'write' }, 'access'],
      [{ access: 'manage' }, { actsAs: 'app' }, 'actsAs'],
      [{ access: 'manage' }, { limits: LIMITS }, 'limits'],
      [A_SERVICE, { actsAs: 'user' }, 'actsAs'],
      [{}, { limits: { networks: ['10.0.0.1/8'] } }, 'limits.networks.0'],
      [{}, { limits: { places: [] } }, 'limits.places'],
    ]
    for (const [wish, wanted, path] of impossible) {
      const { id } = await issued(wish)
      const refusal = await expectRefusal(change(id, wanted, ADA), 'request/invalid-input')
      expect(refusal.faults?.map((fault) => fault.path)).to.deep.equal([path])
    }
  })

  it('is for one that is there, one’s own, and live', async () => {
    const { id, text } = await issued({ access: 'write' })
    const bob = { ...ALICE, ownerAccountId: 'account-bob' }
    const wanted = { access: 'read' } as const
    await expectRefusal(change(id, wanted, bob), 'request/not-found')
    await expectRefusal(world.tokens.change('another', id, wanted, ADA), 'request/not-found')
    await expectRefusal(change('no-such-token', wanted, ADA), 'request/not-found')
    await expectRefusal(change('a\0b', wanted, ADA), 'request/not-found')
    expect((await world.use(text)).access).to.equal('write')
    world.clock.move(30 * DAY_MS)
    await expectRefusal(change(id, wanted), 'credential/expired')
    const second = await issued()
    await world.tokens.revoke(world.tenant.id, second.id, ADA)
    await expectRefusal(change(second.id, wanted), 'credential/revoked')
  })

  it('neither loses another change of the same moment nor goes beyond it', async () => {
    const { id } = await issued({ access: 'write', limits: LIMITS })
    await Promise.all([
      change(id, { access: 'read' }),
      change(id, { limits: { ...LIMITS, places: ['OPS'] } }),
    ])
    const [token] = await world.tokens.list(world.tenant.id)
    expect(token).to.deep.include({ access: 'read', limits: { ...LIMITS, places: ['OPS'] } })
    const racing = await Promise.allSettled([
      change(id, { limits: { ...LIMITS, places: ['OPS'], networks: ['10.1.0.0/16'] } }),
      change(id, { limits: { ...LIMITS, places: ['OPS'] } }),
    ])
    expect(racing.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected'])
  })
})
