import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import type { AuditReader } from '../../../src/audit/audit-reader.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { boundedAsking } from '../../../src/policy/replay/bounded-asking.ts'
import { createReplayer, type ReplayerDeps } from '../../../src/policy/replay/replayer.ts'
import { EVERYTHING } from '../../../src/policy/starter-sets.ts'
import { memoryAuditReader } from '../../audit/memory-audit-reader.ts'
import { aCallEvent, aTenant } from '../../support/things.ts'
import { aDocument } from '../policy-things.ts'
import { aPrincipal } from '../situation-things.ts'

const OPEN = aDocument({ resources: [EVERYTHING] })

describe('the replayer', () => {
  const tenant = aTenant()
  const calls = (count: number, tenantId = tenant.id) =>
    Array.from({ length: count }, (_, at) =>
      aCallEvent({
        tenantId,
        at,
        credentialKind: 'api-token',
        credentialId: 'token-1',
        policyVersion: 7,
        rule: `resource:${EVERYTHING.id}`,
        seen: { access: 'write', groups: [], queryNames: [] },
      }),
    )
  const replayerOver = (reader: Pick<AuditReader, 'search'>, given: Partial<ReplayerDeps> = {}) =>
    createReplayer({
      reader,
      policies: {
        read: async () => ({ version: 7, document: OPEN }),
        readVersion: async () => undefined,
      },
      holderOf: async () => ({ principal: aPrincipal(), fault: undefined }),
      groupsOfAccount: async () => [],
      isAdmin: async () => false,
      ...given,
    })

  it('looks at the latest calls of its own tenant, 500 where nobody says otherwise, in parts', async () => {
    const limits: number[] = []
    const memory = memoryAuditReader([...calls(700), ...calls(900, 'another-tenant')])
    const search: AuditReader['search'] = (tenantId, filter, page) => {
      limits.push(page.limit)
      return memory.search(tenantId, filter, page)
    }
    const replayer = replayerOver({ search })
    expect(await replayer.try(tenant, OPEN)).to.include({
      calls: 500,
      unchanged: 500,
      from: 200,
      to: 699,
    })
    expect(Math.max(...limits)).to.equal(100)
    expect(await replayer.try(tenant, OPEN, 10_000)).to.include({ calls: 700, from: 0 })
    expect(await replayer.try(tenant, OPEN, 3)).to.include({ calls: 3, from: 697 })
  })

  it('looks at no more than five thousand, whoever asks for more', async () => {
    const replayer = replayerOver(memoryAuditReader(calls(5_100)))
    expect((await replayer.try(tenant, OPEN, 9_999)).calls).to.equal(5_000)
  })

  it('does not hold up everybody else while it looks at many', async () => {
    const replayer = replayerOver(memoryAuditReader(calls(5_000)))
    let [turns, ends] = [0, false]
    const others = async () => {
      for (; !ends; turns += 1) await setImmediate()
    }
    const waiting = others()
    await replayer.try(tenant, aDocument(), 5_000)
    ends = true
    await waiting
    // One for each part that is read, beside one for each few milliseconds of work.
    expect(turns).to.be.at.least(20)
  })

  it('runs one at a time for each tenant, and goes on after one that failed', async () => {
    let [running, most, fails] = [0, 0, true]
    const search: AuditReader['search'] = async () => {
      running += 1
      most = Math.max(most, running)
      await setImmediate()
      running -= 1
      if (fails) throw new Refusal('gatehouse/busy')
      return []
    }
    const replayer = replayerOver({ search })
    const first = replayer.try(tenant, OPEN)
    const second = replayer.try(tenant, OPEN)
    const outcome = await first.catch((thrown: unknown) => thrown)
    expect(outcome).to.be.instanceOf(Refusal)
    fails = false
    expect(await second.catch(() => ({ calls: 0 }))).to.include({ calls: 0 })
    expect(most).to.equal(1)
    expect(await replayer.try(tenant, OPEN)).to.include({ calls: 0 })
  })

  it('lets no more than a few wait for each tenant, and takes more when they are done', async () => {
    let open = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const search: AuditReader['search'] = async () => {
      await gate
      return []
    }
    const replayer = replayerOver({ search })
    const outcome = async (of = tenant) => {
      try {
        await replayer.try(of, OPEN)
        return 'done'
      } catch (thrown) {
        return thrown instanceof Refusal ? thrown.code : thrown
      }
    }
    const begun = Array.from({ length: 50 }, () => outcome())
    const others = outcome({ ...tenant, id: 'another-tenant' })
    open()
    const ends = await Promise.all(begun)
    expect(ends.filter((end) => end === 'done')).to.have.length(4)
    expect(ends.filter((end) => end === 'gatehouse/busy')).to.have.length(46)
    expect(await others).to.equal('done')
    expect(await outcome()).to.equal('done')
  })

  it('takes a token that serves nobody any more for one that is gone', async () => {
    const holderOf = async () => ({ principal: aPrincipal(), fault: 'credential/revoked' as const })
    const replayer = replayerOver(memoryAuditReader(calls(2)), { holderOf })
    expect((await replayer.try(tenant, aDocument())).notTried).to.deep.equal({ 'token-gone': 2 })
  })
})

describe('what a replay asks the product', () => {
  it('is asked once for each account, about fifty accounts at most', async () => {
    const asked: string[] = []
    const ask = boundedAsking(() => 0)(async (account) => {
      asked.push(account)
      return account
    })
    for (let at = 0; at < 60; at += 1) await ask(`account-${String(at % 55)}`)
    expect(asked).to.have.length(50)
    expect(await ask('account-1')).to.equal('account-1')
    expect(await ask('account-54')).to.equal(undefined)
  })

  it('is asked for ten seconds at most', async () => {
    let now = 0
    const ask = boundedAsking(() => now)(async (account) => account)
    expect(await ask('early')).to.equal('early')
    now = 10_001
    expect(await ask('late')).to.equal(undefined)
    expect(await ask('early')).to.equal('early')
  })

  it('is no answer where the product refuses one, and nothing else is taken for that', async () => {
    const refusing = boundedAsking(() => 0)((): Promise<string> =>
      Promise.reject(new Refusal('groups/unavailable')),
    )
    expect(await refusing('ann')).to.equal(undefined)
    const failing = boundedAsking(() => 0)(async (): Promise<string> => {
      throw new Error('a fault of ours')
    })
    expect(await failing('ann').catch((thrown: unknown) => String(thrown))).to.include('of ours')
  })
})
