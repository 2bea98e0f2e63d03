import { expect } from 'chai'
import { Refusal } from '../../src/lib/refusal.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import type { UserToken, UserTokenWish } from '../../src/upstream/exchange-user-token.ts'
import { createUserTokens } from '../../src/upstream/user-tokens.ts'
import { aTenant } from '../gateway/world/gateway-world.ts'

const tenant = aTenant('jira', { origin: 'https://acme.atlassian.net', host: 'acme.atlassian.net' })

function aWish(wish: Partial<UserTokenWish> = {}): UserTokenWish {
  return { tenant, accountId: 'ann', scope: 'READ', ...wish }
}

/** A cache over an exchange that counts, or fails, or waits. */
function aCache(max = 100) {
  const state = { now: 1_000_000, exchanges: 0, lifetimeSeconds: 900 }
  let next: (() => Promise<UserToken>) | undefined
  const exchange = () => {
    state.exchanges += 1
    const { exchanges: count, lifetimeSeconds } = state
    return next === undefined
      ? Promise.resolve({ token: new Secret(`token-${String(count)}`), lifetimeSeconds })
      : next()
  }
  const tokens = createUserTokens(exchange, { now: () => state.now }, max)
  const get = async (wish: Partial<UserTokenWish> = {}) => {
    const use = await tokens.get(aWish(wish))
    return `${use.token.reveal()} ${use.isFresh ? 'fresh' : 'held'}`
  }
  const fail = (refusal: Refusal) => {
    next = () => Promise.reject(refusal)
  }
  return { state, tokens, get, fail, answer: (work?: () => Promise<UserToken>) => (next = work) }
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work
  } catch (thrown) {
    return thrown instanceof Refusal ? thrown.code : thrown
  }
}

describe('a user token', () => {
  it('is used again until a minute before it ends, and not a moment longer', async () => {
    const cache = aCache()
    expect(await cache.get()).to.equal('token-1 fresh')
    cache.state.now += 839_999
    expect(await cache.get()).to.equal('token-1 held')
    cache.state.now += 1
    expect(await cache.get()).to.equal('token-2 fresh')
  })

  it('that lives no longer than a minute is not kept', async () => {
    const cache = aCache()
    cache.state.lifetimeSeconds = 60
    await cache.get()
    expect(await cache.get()).to.equal('token-2 fresh')
  })

  it('counts its life from before the exchange', async () => {
    const cache = aCache()
    cache.answer(async () => {
      cache.state.now += 4_000
      return { token: new Secret('slow'), lifetimeSeconds: 900 }
    })
    await cache.get()
    cache.state.now += 836_000
    cache.answer()
    expect(await cache.get()).to.equal('token-2 fresh')
  })

  it('is found only by the same tenant, account, scope, secret and client id', async () => {
    const cache = aCache()
    await cache.get()
    const others: Partial<UserTokenWish>[] = [
      { accountId: 'bob' },
      { scope: 'WRITE' },
      { tenant: { ...tenant, id: 'jira-other' } },
      { tenant: { ...tenant, secretVersion: 2 } },
      { tenant: { ...tenant, oauthClientId: 'replaced' } },
    ]
    for (const other of others) expect(await cache.get(other)).to.match(/fresh$/)
    expect(await cache.get()).to.equal('token-1 held')
  })

  it('is dropped by whoever saw it refused, but not the one that replaced it', async () => {
    const cache = aCache()
    const first = await cache.tokens.get(aWish())
    cache.tokens.drop(aWish(), first.token)
    expect(await cache.get()).to.equal('token-2 fresh')
    cache.tokens.drop(aWish(), first.token)
    expect(await cache.get()).to.equal('token-2 held')
  })

  it('is forgotten with its tenant, and only with it', async () => {
    const cache = aCache()
    const other: Tenant = { ...tenant, id: `${tenant.id}-and-more` }
    await cache.get()
    await cache.get({ tenant: other })
    cache.tokens.forget([tenant.id])
    expect(await cache.get()).to.equal('token-3 fresh')
    expect(await cache.get({ tenant: other })).to.equal('token-2 held')
  })

  it('under way while its tenant is forgotten is not kept, nor joined by later calls', async () => {
    const cache = aCache()
    let release = () => {}
    cache.answer(
      () =>
        new Promise((resolve) => {
          release = () => {
            resolve({ token: new Secret('of the past'), lifetimeSeconds: 900 })
          }
        }),
    )
    const early = cache.get()
    cache.tokens.forget([tenant.id])
    cache.answer()
    expect(await cache.get()).to.equal('token-2 fresh')
    release()
    expect(await early).to.equal('of the past fresh')
    expect(await cache.get()).to.equal('token-2 held')
  })

  it('is asked for once by calls at the same time, also when the answer is a refusal', async () => {
    const cache = aCache()
    cache.fail(new Refusal('upstream/unreachable'))
    const codes = await Promise.all(Array.from({ length: 20 }, () => codeOf(cache.get())))
    expect(new Set(codes)).to.deep.equal(new Set(['upstream/unreachable']))
    expect(cache.state.exchanges).to.equal(1)
  })

  it('refused is not asked for again for five seconds; a network fault is', async () => {
    for (const [code, again] of [
      ['upstream/user-refused', 1],
      ['upstream/app-refused', 1],
      ['upstream/unreachable', 2],
      ['upstream/timeout', 2],
    ] as const) {
      const cache = aCache()
      cache.fail(new Refusal(code))
      expect(await codeOf(cache.get())).to.equal(code)
      cache.state.now += 4_999
      expect(await codeOf(cache.get())).to.equal(code)
      expect(cache.state.exchanges, code).to.equal(again)
      cache.state.now += 1
      cache.answer()
      expect(await cache.get()).to.match(/fresh$/)
    }
  })

  it('refused for one account says nothing about another', async () => {
    const cache = aCache()
    cache.fail(new Refusal('upstream/user-refused'))
    await codeOf(cache.get())
    cache.answer()
    expect(await cache.get({ accountId: 'bob' })).to.equal('token-2 fresh')
  })

  it('takes bounded room: the longest unused goes first', async () => {
    const cache = aCache(2)
    await cache.get({ accountId: 'a' })
    await cache.get({ accountId: 'b' })
    await cache.get({ accountId: 'a' })
    await cache.get({ accountId: 'c' })
    expect(await cache.get({ accountId: 'a' })).to.equal('token-1 held')
    expect(await cache.get({ accountId: 'b' })).to.equal('token-4 fresh')
  })
})
