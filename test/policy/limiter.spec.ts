import { expect } from 'chai'
import type { Awaitable } from '../../src/lib/awaitable.ts'
import { createMemoryPoints } from '../../src/db/memory-points.ts'
import type { Principal } from '../../src/identity/principal.ts'
import type { LimitRule, LimitRules, LimitScope } from '../../src/policy/limit-rule.ts'
import { createLimiter } from '../../src/policy/limiter.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { PointStore } from '../../src/policy/point-store.ts'
import type { ResourceRule } from '../../src/policy/resource-rule.ts'
import type { Situation } from '../../src/policy/situation.ts'
import { compilePolicy } from '../../src/policy/snapshot.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { expectRefusal } from '../support/refusals.ts'
import { testLog } from '../support/sinks.ts'
import { aCall } from '../support/things.ts'
import { aDocument } from './policy-things.ts'
import { aPrincipal, aSituation } from './situation-things.ts'

function aLimit(given: Partial<LimitRule> = {}): LimitRule {
  const named = { id: 'all', name: 'All', state: 'on', per: 'tenant' } as const
  return { ...named, points: 3, seconds: 60, ...given }
}

/** A caller whose credential only the product can judge. */
function ofTheProduct(subject: string): Principal {
  return aPrincipal({
    actsAs: { kind: 'caller', authorization: new Secret('Basic x') },
    credential: { kind: 'basic', id: 'basic', subject },
    ownerAccountId: undefined,
  })
}

const broken: PointStore = {
  take: () => Promise.reject(new Error('the store is away')),
  look: () => Promise.reject(new Error('the store is away')),
  giveBack: () => Promise.reject(new Error('the store is away')),
}

describe('rate limits', () => {
  const limiterOver = (rules: readonly LimitRule[], given: Partial<LimitRules> = {}) => {
    let points: PointStore = createMemoryPoints()
    const store: PointStore = {
      take: (...wish) => points.take(...wish),
      look: (...wish) => points.look(...wish),
      giveBack: (...wish) => points.giveBack(...wish),
    }
    const { log, lines } = testLog()
    const limiter = createLimiter({ points: store, log })
    const limits = { rules, readsWhenBroken: 'refused', ...given } as const
    const snapshot = compilePolicy({ version: 1, document: aDocument({ limits }) }, 'jira')
    return {
      limiter,
      lines,
      take: (situation: Partial<Situation> = {}, resource: ResourceRule | undefined = EVERYTHING) =>
        limiter.take(snapshot, aSituation(situation), resource),
      look: (situation: Partial<Situation> = {}) =>
        limiter.look(snapshot, aSituation(situation), EVERYTHING),
      use: (other: PointStore) => {
        points = other
      },
    }
  }
  const kinds = async (taking: readonly Awaitable<{ readonly kind: string }>[]) =>
    (await Promise.all(taking.map(async (each) => await each))).map(({ kind }) => kind)

  it('count nothing where there are none', async () => {
    const { take } = limiterOver([])
    expect(await take()).to.deep.include({ kind: 'taken', budgets: [], shadows: [] })
  })

  it('are looked at for an explanation, which takes nothing of them', async () => {
    const burst = { points: 1, seconds: 10 }
    const { take, look, use } = limiterOver([
      aLimit({ burst }),
      aLimit({ id: 'g', per: 'group', state: 'shadow' }),
      aLimit({ id: 'off', state: 'off' }),
    ])
    const groups = new Set(['staff'])
    const seen = async () =>
      (await look({ groups }))?.map(({ rule, group, fits, remaining, fromBurst }) =>
        [rule.id, group ?? '', fits, remaining, fromBurst].join(' '),
      )
    expect(await seen()).to.deep.equal(['all  true 3 false', 'g staff true 3 false'])
    expect(await seen()).to.deep.equal(['all  true 3 false', 'g staff true 3 false'])
    for (let taken = 0; taken < 3; taken += 1) await take({ groups })
    expect(await seen()).to.deep.equal(['all  true 0 true', 'g staff false 0 false'])
    expect((await take({ groups })).kind).to.equal('taken')
    expect(await seen()).to.deep.equal(['all  false 0 false', 'g staff false 0 false'])
    use(broken)
    expect(await look({ groups })).to.equal(undefined)
  })

  it('let as many in as they say, and tell what is left and when to come again', async () => {
    const { take } = limiterOver([aLimit()])
    for (const remaining of [2, 1, 0]) {
      const { kind, budgets } = await take()
      expect(kind).to.equal('taken')
      expect(budgets[0]).to.include({ id: 'all', points: 3, seconds: 60, remaining })
    }
    const spent = await take()
    expect(spent).to.include({ kind: 'spent', rule: 'limit:all' })
    expect(spent.kind === 'spent' && spent.retryAfterSeconds).to.be.within(1, 60)
  })

  it('never let more in under two hundred parallel calls', async () => {
    const { take } = limiterOver([aLimit({ points: 50 }), aLimit({ id: 'more', points: 120 })])
    const all = await kinds(Array.from({ length: 200 }, () => take()))
    expect(all.filter((kind) => kind === 'taken')).to.have.length(50)
  })

  it('take nothing from the others for a call that one of them stops', async () => {
    const { take } = limiterOver([
      aLimit({ id: 'wide', points: 4 }),
      aLimit({ id: 'each', per: 'credential', points: 1 }),
    ])
    const bob = { principal: aPrincipal({ credential: { kind: 'api-token', id: 'of-bob' } }) }
    expect(await kinds([take(), take(), take(), take()])).to.deep.equal([
      'taken',
      'spent',
      'spent',
      'spent',
    ])
    const { budgets } = await take(bob)
    expect(budgets.map(({ id, remaining }) => `${id} ${String(remaining)}`)).to.deep.equal([
      'wide 2',
      'each 0',
    ])
  })

  it('have a burst for when the window is spent, and it ends too', async () => {
    const { take } = limiterOver([aLimit({ points: 2, burst: { points: 2, seconds: 30 } })])
    expect(await kinds([take(), take(), take(), take(), take()])).to.deep.equal([
      'taken',
      'taken',
      'taken',
      'taken',
      'spent',
    ])
    const spent = await take()
    expect(spent.kind === 'spent' && spent.retryAfterSeconds).to.be.within(1, 30)
  })

  it('take what the rule that allows a call says it costs, at most a whole window', async () => {
    const { take } = limiterOver([aLimit({ points: 10 })])
    const search = { ...EVERYTHING, id: 'search', cost: 4 }
    expect(await kinds([take({}, search), take({}, search), take({}, search)])).to.deep.equal([
      'taken',
      'taken',
      'spent',
    ])
    expect((await take()).budgets[0]).to.include({ remaining: 1 })
    const dear = limiterOver([aLimit({ points: 10 })])
    expect((await dear.take({}, { ...EVERYTHING, cost: 1000 })).kind).to.equal('taken')
    expect((await dear.take()).kind).to.equal('spent')
  })

  it('in shadow stop nothing, and say that they would have', async () => {
    const { take } = limiterOver([aLimit({ points: 1, state: 'shadow' })])
    expect((await take()).shadows).to.deep.equal([])
    expect(await take()).to.deep.include({
      kind: 'taken',
      budgets: [],
      shadows: ['would-limit:all'],
    })
  })

  it('that are off count nothing', async () => {
    const { take } = limiterOver([aLimit({ points: 1, state: 'off' })])
    expect(await kinds([take(), take()])).to.deep.equal(['taken', 'taken'])
  })

  it('hold for those they are for', async () => {
    const { take } = limiterOver([aLimit({ points: 1, who: { group: 'robots' } })])
    expect(await kinds([take(), take()])).to.deep.equal(['taken', 'taken'])
    const robot = { groups: new Set(['robots']) }
    expect(await kinds([take(robot), take(robot)])).to.deep.equal(['taken', 'spent'])
  })

  it('tell a limit once, as the group with the least left, to who is in several', async () => {
    const { take } = limiterOver([aLimit({ per: 'group' })])
    await take({ groups: new Set(['b']) })
    const { budgets } = await take({ groups: new Set(['a', 'b']) })
    expect(budgets.map(({ id, remaining }) => [id, remaining])).to.deep.equal([['all', 1]])
  })

  it('hold for callers of the product’s own credentials as if they were in every group', async () => {
    const { take } = limiterOver([aLimit({ points: 1, who: { group: 'robots' } })])
    const own = { principal: ofTheProduct('bob@x.example') }
    expect(await kinds([take(own), take(own)])).to.deep.equal(['taken', 'spent'])
  })

  it('cannot be escaped by spelling an unproved user name in another way', async () => {
    const { take } = limiterOver([aLimit({ per: 'credential', points: 1 })])
    const names = ['bob@x.example', 'Bob@x.example', 'eve@x.example']
    const calls = names.map((name) => take({ principal: ofTheProduct(name) }))
    expect(await kinds(calls)).to.deep.equal(['taken', 'spent', 'spent'])
  })

  it('give back what others would miss when a credential proves to be worth nothing', async () => {
    const { take } = limiterOver([
      aLimit({ points: 1 }),
      aLimit({ id: 'each', per: 'credential', points: 1 }),
    ])
    const stranger = { principal: ofTheProduct('x'), address: '198.51.100.7' }
    const taken = await take(stranger)
    if (taken.kind === 'taken') await taken.giveBackShared()
    expect((await take()).kind).to.equal('taken')
    expect(await take(stranger)).to.include({ kind: 'spent', rule: 'limit:all' })
    const alone = limiterOver([aLimit({ id: 'each', per: 'credential', points: 1 })])
    const first = await alone.take(stranger)
    if (first.kind === 'taken') await first.giveBackShared()
    expect((await alone.take(stranger)).kind).to.equal('spent')
  })

  it('keep a burst apart from a caller whose name looks like one', async () => {
    const burst = { points: 1, seconds: 60 }
    const { take } = limiterOver([aLimit({ per: 'trust-rule', points: 1, burst })])
    const by = (trustRule: string) => ({
      principal: aPrincipal({
        credential: { kind: 'provider-token', id: 'a#1', provider: 'a', trustRule },
      }),
    })
    await take(by('al burst'))
    expect(await kinds([take(by('al')), take(by('al'))])).to.deep.equal(['taken', 'taken'])
  })

  it('count tenants apart', async () => {
    const { take } = limiterOver([aLimit({ points: 1 })])
    const other = { principal: aPrincipal({ tenantId: 'another' }) }
    expect(await kinds([take(), take(other)])).to.deep.equal(['taken', 'taken'])
  })

  describe('count together', () => {
    const provider = (id: string, subject: string, trustRule = 'all'): Principal =>
      aPrincipal({
        credential: { kind: 'provider-token', id, provider: 'acme', subject, trustRule },
        ownerAccountId: undefined,
        actsAs: { kind: 'app' },
      })
    const withAddress = (address: string) => ({ address })
    const pairs: readonly [LimitScope, Partial<Situation>, Partial<Situation>, boolean][] = [
      ['address', withAddress('203.0.113.9'), withAddress('203.0.113.9'), true],
      ['address', withAddress('203.0.113.9'), withAddress('203.0.113.10'), false],
      ['address', withAddress('203.0.113.9'), withAddress('::ffff:203.0.113.9'), true],
      ['address', withAddress('2001:db8:1:2::1'), withAddress('2001:db8:1:2:ffff::9'), true],
      ['address', withAddress('2001:db8:1:2::1'), withAddress('2001:db8:1:3::1'), false],
      [
        'credential',
        { principal: provider('acme#1', 'job') },
        { principal: provider('acme#2', 'job') },
        true,
      ],
      [
        'credential',
        { principal: provider('acme#1', 'job') },
        { principal: provider('acme#2', 'other') },
        false,
      ],
      [
        'trust-rule',
        { principal: provider('acme#1', 'job') },
        { principal: provider('acme#2', 'other') },
        true,
      ],
      [
        'trust-rule',
        { principal: provider('acme#1', 'job') },
        { principal: provider('acme#1', 'job', 'more') },
        false,
      ],
      [
        'account',
        {},
        { principal: aPrincipal({ credential: { kind: 'api-token', id: 'another-of-alice' } }) },
        true,
      ],
      ['group', { groups: new Set(['a', 'b']) }, { groups: new Set(['b']) }, true],
      ['group', { groups: new Set(['a']) }, { groups: new Set(['b']) }, false],
    ]
    for (const [at, [per, one, other, together]] of pairs.entries()) {
      it(`${per}: ${together ? 'one' : 'two'} (${String(at + 1)})`, async () => {
        const { take } = limiterOver([aLimit({ per, points: 1 })])
        expect((await take(one)).kind).to.equal('taken')
        expect((await take(other)).kind).to.equal(together ? 'spent' : 'taken')
      })
    }

    it('the calls that one resource rule allows', async () => {
      const { take } = limiterOver([aLimit({ per: 'resource', points: 1 })])
      const search = { ...EVERYTHING, id: 'search' }
      expect(await kinds([take(), take({}, search), take()])).to.deep.equal([
        'taken',
        'taken',
        'spent',
      ])
    })
  })

  describe('that cannot be counted', () => {
    const write = { call: aCall({ method: 'POST', path: '/rest/api/3/issue' }) }

    it('refuse writes and, unless an admin chose otherwise, reads', async () => {
      const { take, use, limiter, lines } = limiterOver([aLimit()])
      use(broken)
      await expectRefusal(take(write), 'limit/unavailable')
      await expectRefusal(take(), 'limit/unavailable')
      expect(limiter.isCounting()).to.equal(false)
      expect(lines.join()).to.contain('rate limits cannot be counted')
    })

    it('refuse writes also where an admin has reads served', async () => {
      const { take, use } = limiterOver([aLimit()], { readsWhenBroken: 'served' })
      use(broken)
      expect((await take()).kind).to.equal('taken')
      await expectRefusal(take(write), 'limit/unavailable')
    })

    it('refuse reads by the prefix for tokens of Data Center, whatever an admin chose there', async () => {
      const { take, use } = limiterOver([], { readsWhenBroken: 'served' })
      const path = '/rest/token-auth/api/user/current'
      const call = aCall({ path, needsToken: true, isDataCenter: true })
      const siteLimit = aLimit({ id: 'site.token-auth', points: 5 })
      expect((await take({ call, siteLimit })).kind).to.equal('taken')
      use(broken)
      await expectRefusal(take({ call, siteLimit }), 'limit/unavailable')
      // And there is no way there without a limit.
      use(createMemoryPoints())
      expect(() => take({ call })).to.throw('limit/unavailable')
    })

    it('hold again as soon as they can be', async () => {
      const { take, use, limiter } = limiterOver([aLimit()])
      use(broken)
      await expectRefusal(take(), 'limit/unavailable')
      use(createMemoryPoints())
      expect((await take()).kind).to.equal('taken')
      expect(limiter.isCounting()).to.equal(true)
    })
  })
})
