import { expect } from 'chai'
import { createGroupDirectory } from '../../src/identity/group-directory.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aTenant } from '../support/things.ts'

type Ask = (tenant: Tenant, accountId: string) => Promise<readonly string[]>

/** A directory over a product of which the test says what it answers, and that counts its questions. */
function world(bounds?: { readonly ofTenant: number; readonly overall: number }) {
  const clock = stoppedClock()
  const state = { groups: ['developers'] as readonly string[], asked: [] as string[] }
  const product = { answer: async () => state.groups } as { answer: Ask }
  const directory = createGroupDirectory({
    accountGroups: (tenant, accountId) => {
      state.asked.push(`${tenant.id} ${accountId}`)
      return product.answer(tenant, accountId)
    },
    searchGroups: async (_tenant, query) => {
      if (query === 'away') throw new Refusal('upstream/unreachable', { detail: 'no route' })
      return [{ groupId: '1', name: query }]
    },
    clock,
    ...(bounds === undefined ? {} : { bounds }),
  })
  return { clock, state, product, directory }
}

/** An answer that the test gives when it is time. */
function later() {
  const waiting: ((groups: readonly string[]) => void)[] = []
  const promise = new Promise<readonly string[]>((resolve) => waiting.push(resolve))
  return {
    promise,
    resolve: (groups: readonly string[]) => waiting.forEach((each) => each(groups)),
  }
}

describe('the directory of groups', () => {
  const tenant = aTenant()

  it('believes the product for a minute and not longer', async () => {
    const { clock, state, directory } = world()
    expect(await directory.ofAccount(tenant, 'ann')).to.deep.equal(['developers'])
    state.groups = []
    clock.move(60_000)
    expect(await directory.ofAccount(tenant, 'ann')).to.deep.equal(['developers'])
    clock.move(1)
    expect(await directory.ofAccount(tenant, 'ann')).to.deep.equal([])
    expect(state.asked).to.have.length(2)
  })

  it('counts the minute from before the question: a slow answer is an old one', async () => {
    const { clock, state, product, directory } = world()
    const slow = later()
    product.answer = () => slow.promise
    const asked = directory.ofAccount(tenant, 'ann')
    clock.move(60_001)
    slow.resolve(['developers'])
    expect(await asked).to.deep.equal(['developers'])
    product.answer = async () => []
    expect(await directory.ofAccount(tenant, 'ann')).to.deep.equal([])
    expect(state.asked).to.have.length(2)
  })

  it('puts one question to the product for fifty calls at the same time', async () => {
    const { state, directory } = world()
    const calls = Array.from({ length: 50 }, () => directory.ofAccount(tenant, 'ann'))
    const answers = await Promise.all(calls)
    expect(new Set(answers.map((each) => each.join())).size).to.equal(1)
    await directory.ofAccount(tenant, 'ann')
    expect(state.asked).to.have.length(1)
  })

  it('keeps tenants and accounts apart, also while their questions are under way', async () => {
    const { state, product, directory } = world()
    const other = aTenant()
    product.answer = async ({ id }, accountId) => [`${id} ${accountId}`]
    const asked = [
      directory.ofAccount(tenant, 'ann'),
      directory.ofAccount(other, 'ann'),
      directory.ofAccount(tenant, 'bob'),
    ]
    const expected = [`${tenant.id} ann`, `${other.id} ann`, `${tenant.id} bob`]
    expect((await Promise.all(asked)).flat()).to.deep.equal(expected)
    expect(await directory.ofAccount(other, 'ann')).to.deep.equal([`${other.id} ann`])
    expect(state.asked).to.deep.equal(expected)
  })

  it('tells nothing of an earlier installation to a later one, also not what is under way', async () => {
    const { state, product, directory } = world()
    const renewed = { ...tenant, secretVersion: tenant.secretVersion + 1 }
    await directory.ofAccount(tenant, 'ann')
    state.groups = []
    expect(await directory.ofAccount(renewed, 'ann')).to.deep.equal([])
    const slow = later()
    product.answer = ({ secretVersion }) =>
      secretVersion === tenant.secretVersion ? slow.promise : Promise.resolve(['new'])
    const early = directory.ofAccount(tenant, 'bob')
    expect(await directory.ofAccount(renewed, 'bob')).to.deep.equal(['new'])
    slow.resolve(['old'])
    expect(await early).to.deep.equal(['old'])
    expect(await directory.ofAccount(renewed, 'bob')).to.deep.equal(['new'])
  })

  it('asks again at once for an account that was to be forgotten, and for no other', async () => {
    const { state, directory } = world()
    const other = aTenant()
    await directory.ofAccount(tenant, 'ann')
    await directory.ofAccount(tenant, 'bob')
    await directory.ofAccount(other, 'ann')
    state.groups = []
    directory.forget(tenant.id, 'ann')
    expect(await directory.ofAccount(tenant, 'ann')).to.deep.equal([])
    expect(await directory.ofAccount(tenant, 'bob')).to.deep.equal(['developers'])
    expect(await directory.ofAccount(other, 'ann')).to.deep.equal(['developers'])
  })

  it('remembers no answer to a question that was under way when it was to forget, nor waits for it', async () => {
    const { state, product, directory } = world()
    const slow = later()
    product.answer = () => slow.promise
    const early = directory.ofAccount(tenant, 'ann')
    directory.forget(tenant.id, 'ann')
    product.answer = async () => ['new']
    expect(await directory.ofAccount(tenant, 'ann')).to.deep.equal(['new'])
    slow.resolve(['old'])
    expect(await early).to.deep.equal(['old'])
    expect(await directory.ofAccount(tenant, 'ann')).to.deep.equal(['new'])
    expect(state.asked).to.have.length(2)
  })

  it('refuses when the product cannot be asked, with its reason and how long it asks to wait', async () => {
    const { product, directory } = world()
    product.answer = async () => {
      throw new Refusal('upstream/busy', { detail: '429', retryAfterSeconds: 7 })
    }
    const refusal = await expectRefusal(directory.ofAccount(tenant, 'ann'), 'groups/unavailable')
    expect(refusal.detail).to.equal('upstream/busy: 429')
    expect(refusal.retryAfterSeconds).to.equal(7)
    expect(refusal.cause).to.be.instanceOf(Refusal)
    const search = await expectRefusal(directory.search(tenant, 'away'), 'groups/unavailable')
    expect(search.detail).to.equal('upstream/unreachable: no route')
    expect(search.retryAfterSeconds).to.equal(undefined)
  })

  it('tells everybody who waits of a failure, and remembers none', async () => {
    const { state, product, directory } = world()
    const down: Ask = async () => {
      throw new Refusal('upstream/unreachable')
    }
    product.answer = down
    const calls = Array.from({ length: 5 }, () => directory.ofAccount(tenant, 'ann'))
    for (const call of calls) await expectRefusal(call, 'groups/unavailable')
    expect(state.asked).to.have.length(1)
    product.answer = async () => ['developers']
    expect(await directory.ofAccount(tenant, 'ann')).to.deep.equal(['developers'])
  })

  it('serves what is fresh while the product is away, and nothing that is older than a minute', async () => {
    const { clock, product, directory } = world()
    await directory.ofAccount(tenant, 'ann')
    product.answer = async () => {
      throw new Refusal('upstream/timeout')
    }
    clock.move(60_000)
    expect(await directory.ofAccount(tenant, 'ann')).to.deep.equal(['developers'])
    clock.move(1)
    await expectRefusal(directory.ofAccount(tenant, 'ann'), 'groups/unavailable')
    await expectRefusal(directory.ofAccount(tenant, 'ann'), 'groups/unavailable')
  })

  it('lets a fault of ours rise as it is, and asks again after it', async () => {
    const { product, directory } = world()
    const fault = new TypeError('a bug')
    product.answer = async () => {
      throw fault
    }
    const thrown = await directory.ofAccount(tenant, 'ann').catch((cause: unknown) => cause)
    expect(thrown).to.equal(fault)
    product.answer = async () => []
    expect(await directory.ofAccount(tenant, 'ann')).to.deep.equal([])
  })

  it('holds so much and no more, and one tenant pushes out nothing of another', async () => {
    const { state, directory } = world({ ofTenant: 20, overall: 100 })
    const other = aTenant()
    await directory.ofAccount(other, 'ann')
    for (let n = 0; n < 30; n += 1) await directory.ofAccount(tenant, `account-${n}`)
    state.asked.length = 0
    await directory.ofAccount(other, 'ann')
    expect(state.asked).to.deep.equal([])
    await directory.ofAccount(tenant, 'account-29')
    expect(state.asked).to.deep.equal([])
    await directory.ofAccount(tenant, 'account-0')
    expect(state.asked).to.deep.equal([`${tenant.id} account-0`])
  })

  it('finds groups by asking each time', async () => {
    const { directory } = world()
    expect(await directory.search(tenant, 'dev')).to.deep.equal([{ groupId: '1', name: 'dev' }])
  })
})
