import { inspect } from 'node:util'
import { expect } from 'chai'
import type { IntrospectionAnswer } from '../../../src/identity/verification/key-source.ts'
import type { Provider } from '../../../src/identity/providers/provider.ts'
import { createIntrospector } from '../../../src/identity/verification/introspector.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { Secret } from '../../../src/lib/secret.ts'
import type { Tenant } from '../../../src/tenants/tenant.ts'
import { stoppedClock } from '../../support/movable-clock.ts'
import { expectRefusal } from '../../support/refusals.ts'
import { aTenant } from '../../support/things.ts'
import { CLIENT, introspected } from './introspection-things.ts'
import { aProvider } from '../providers/provider-things.ts'

const DOWN = new Refusal('provider/unavailable', { detail: 'login.acme.example: ECONNREFUSED' })

/** An introspector over a client that counts what it is asked, and answers what it is told. */
function anIntrospector() {
  const clock = stoppedClock()
  const asked: string[] = []
  const tenant = aTenant()
  let next: () => Promise<IntrospectionAnswer> = () => Promise.resolve({ active: true, sub: 'ann' })
  const introspector = createIntrospector({
    clock,
    client: {
      introspect: (_tenant, _provider, token) => {
        asked.push(token)
        return next()
      },
    },
  })
  return {
    clock,
    asked,
    tenant,
    introspector,
    seconds: () => clock.now() / 1000,
    ask: (
      token = 'opaque',
      of: { tenant?: Tenant; keys?: object; provider?: Partial<Provider> } = {},
    ) => {
      const provider = aProvider({ keys: introspected(of.keys), ...of.provider })
      return introspector.introspect(of.tenant ?? tenant, provider, new Secret(token))
    },
    answer: (answer: IntrospectionAnswer) => (next = () => Promise.resolve(answer)),
    fail: (cause: Error) => (next = () => Promise.reject(cause)),
    hold: (answer: IntrospectionAnswer) => {
      let release = () => {}
      const gate = new Promise<void>((resolve) => (release = resolve))
      next = () => gate.then(() => answer)
      return release
    },
  }
}

describe('an active token', () => {
  it('is asked about again when the time that the admin set is over, and not before', async () => {
    const it = anIntrospector()
    const until = it.clock.now() + 60_000
    expect(await it.ask()).to.deep.equal({ answer: { active: true, sub: 'ann' }, until })
    it.clock.move(59_999)
    expect(await it.ask()).to.deep.equal({ answer: { active: true, sub: 'ann' }, until })
    expect(it.asked).to.have.length(1)
    it.answer({ active: false })
    it.clock.move(1)
    expect((await it.ask()).answer).to.deep.equal({ active: false })
  })

  it('is never believed beyond its end', async () => {
    const it = anIntrospector()
    const exp = it.seconds() + 20
    it.answer({ active: true, exp })
    expect((await it.ask()).until).to.equal(exp * 1000)
    it.clock.move(19_999)
    await it.ask()
    expect(it.asked).to.have.length(1)
    it.clock.move(1)
    await it.ask()
    expect(it.asked).to.have.length(2)
  })

  it('with an end that is no time, or is over, is not remembered', async () => {
    for (const exp of ['2099-01-01', '4102444800', null, {}, -1, 0, 1_000]) {
      const it = anIntrospector()
      it.answer({ active: true, exp })
      expect((await it.ask()).until, JSON.stringify(exp)).to.be.at.most(it.clock.now())
      await it.ask()
      expect(it.asked).to.have.length(2)
    }
  })

  it('is asked about at every call when the admin wants it so', async () => {
    const it = anIntrospector()
    const keys = { cacheSeconds: 0 }
    expect((await it.ask('opaque', { keys })).until).to.equal(it.clock.now())
    await it.ask('opaque', { keys })
    expect(it.asked).to.have.length(2)
  })

  it('counts from before the question', async () => {
    const it = anIntrospector()
    const until = it.clock.now() + 60_000
    const release = it.hold({ active: true })
    const work = it.ask()
    it.clock.move(4_000)
    release()
    expect((await work).until).to.equal(until)
  })

  it('is asked about once by a thousand calls at the same time', async () => {
    const it = anIntrospector()
    await Promise.all(Array.from({ length: 1_000 }, () => it.ask()))
    expect(it.asked).to.have.length(1)
  })

  it('is remembered for one tenant, one provider and one way of asking alone', async () => {
    const it = anIntrospector()
    const others = [
      { tenant: { ...it.tenant, id: `${it.tenant.id}-and-more` } },
      { provider: { id: 'other' } },
      { provider: { issuer: 'https://other.example' } },
      { provider: { issuer: undefined } },
      { keys: { url: 'https://login.acme.example/other' } },
      { keys: { cacheSeconds: 61 } },
      { keys: { client: { ...CLIENT, method: 'client_secret_post' } } },
      { keys: { client: { ...CLIENT, clientId: 'other' } } },
      { keys: { client: { ...CLIENT, clientSecret: new Secret('another secret') } } },
    ]
    await it.ask()
    for (const other of others) await it.ask('opaque', other)
    await it.ask('opaque2')
    expect(it.asked).to.have.length(others.length + 2)
    for (const other of [{}, ...others]) await it.ask('opaque', other)
    expect(it.asked, 'also under a policy that was read anew').to.have.length(others.length + 2)
  })

  it('is not pushed out by made-up ones', async () => {
    const it = anIntrospector()
    await it.ask('genuine')
    it.answer({ active: false })
    for (let i = 0; i < 10_001; i += 1) await it.ask(`made up ${String(i)}`)
    it.asked.splice(0)
    expect((await it.ask('genuine')).answer).to.deep.include({ active: true })
    expect(it.asked).to.deep.equal([])
    await it.ask('made up 0')
    expect(it.asked, 'their room is bounded').to.deep.equal(['made up 0'])
  })

  it('with a large answer is believed, but not remembered', async () => {
    for (const groups of [['x'.repeat(64 * 1024)], Array(2_000).fill({})]) {
      const it = anIntrospector()
      it.answer({ active: true, groups })
      await it.ask()
      await it.ask()
      expect(it.asked).to.have.length(2)
    }
  })

  it('is pushed out by answers of its own tenant alone, by what they hold', async () => {
    const it = anIntrospector()
    const other = { tenant: aTenant() }
    await it.ask('first')
    await it.ask('first', other)
    it.answer({ active: true, groups: Array(1_000).fill({}) })
    for (let i = 0; i < 1_000; i += 1) await it.ask(`large ${String(i)}`)
    it.asked.splice(0)
    await it.ask('first', other)
    for (let i = 900; i < 1_000; i += 1) await it.ask(`large ${String(i)}`)
    expect(it.asked, 'held').to.deep.equal([])
    for (let i = 600; i < 700; i += 1) await it.ask(`large ${String(i)}`)
    expect(it.asked, 'pushed out').to.have.length(100)
  })

  it('is not remembered by its text, nor by the text of a secret', async () => {
    const it = anIntrospector()
    const maps: unknown[] = []
    // eslint-disable-next-line @typescript-eslint/unbound-method -- applied to the right map below
    const set = Map.prototype.set
    Map.prototype.set = function (this: Map<unknown, unknown>, key: unknown, value: unknown) {
      maps.push(key)
      return set.call(this, key, value)
    }
    try {
      await it.ask('opaque-token-in-clear')
    } finally {
      Map.prototype.set = set
    }
    expect(maps.length, 'keys were seen').to.be.greaterThan(0)
    expect(inspect(maps)).to.contain(it.tenant.id)
    expect(inspect(maps)).not.to.match(/opaque-token-in-clear|client-secret-of-gatehouse/)
  })
})

describe('a token that is not active', () => {
  for (const answer of [{ active: false }, {}, { active: 'true' }, { active: 1 }, { sub: 'ann' }]) {
    it(`is asked about once in five seconds: ${JSON.stringify(answer)}`, async () => {
      const it = anIntrospector()
      it.answer(answer)
      expect(await it.ask()).to.deep.equal({ answer, until: it.clock.now() + 5_000 })
      it.clock.move(4_999)
      expect((await it.ask()).answer).to.deep.equal({ active: false })
      expect(it.asked).to.have.length(1)
      it.answer({ active: true })
      it.clock.move(1)
      expect((await it.ask()).answer).to.deep.equal({ active: true })
    })
  }

  it('is asked about once in five seconds also when active ones are not remembered', async () => {
    const it = anIntrospector()
    it.answer({ active: false })
    for (let i = 0; i < 3; i += 1) await it.ask('opaque', { keys: { cacheSeconds: 0 } })
    expect(it.asked).to.have.length(1)
  })
})

describe('a provider that cannot be asked about a token', () => {
  it('lets nobody in, whom it let in before neither', async () => {
    const it = anIntrospector()
    await it.ask()
    it.fail(DOWN)
    it.clock.move(60_000)
    expect(await expectRefusal(it.ask(), 'provider/unavailable')).to.equal(DOWN)
  })

  it('is not asked about the same token for two seconds; about another one it is', async () => {
    const it = anIntrospector()
    it.fail(DOWN)
    await expectRefusal(it.ask('poison'), 'provider/unavailable')
    it.clock.move(1_999)
    await expectRefusal(it.ask('poison'), 'provider/unavailable')
    expect(it.asked).to.deep.equal(['poison'])
    it.answer({ active: true })
    await it.ask('genuine')
    expect(it.asked, 'one bad token locks nobody else out').to.deep.equal(['poison', 'genuine'])
    it.clock.move(1)
    expect((await it.ask('poison')).answer).to.deep.equal({ active: true })
  })

  it('is given the time that it asked for, up to ten seconds', async () => {
    for (const [retryAfterSeconds, ms] of [
      [0, 2_000],
      [7, 7_000],
      [3_600, 10_000],
    ] as const) {
      const it = anIntrospector()
      it.fail(new Refusal('provider/unavailable', { retryAfterSeconds }))
      await expectRefusal(it.ask(), 'provider/unavailable')
      it.clock.move(ms - 1)
      await expectRefusal(it.ask(), 'provider/unavailable')
      expect(it.asked).to.have.length(1)
      it.clock.move(1)
      await expectRefusal(it.ask(), 'provider/unavailable')
      expect(it.asked).to.have.length(2)
    }
  })

  it('for a reason that is a fault of ours is asked again', async () => {
    const it = anIntrospector()
    it.fail(new TypeError('a bug'))
    expect(await it.ask().catch((cause: unknown) => cause)).to.be.instanceOf(TypeError)
    it.answer({ active: true })
    await it.ask()
    expect(it.asked).to.have.length(2)
  })
})

describe('what was introspected', () => {
  it('is forgotten with its tenant, and only with it', async () => {
    const it = anIntrospector()
    const other = { tenant: { ...it.tenant, id: `${it.tenant.id}-and-more` } }
    await it.ask('good')
    await it.ask('good', other)
    it.answer({ active: false })
    await it.ask('bad')
    it.asked.splice(0)
    it.introspector.forget([it.tenant.id])
    await it.ask('good')
    await it.ask('bad')
    await it.ask('good', other)
    expect(it.asked).to.deep.equal(['good', 'bad'])
  })

  it('under way while its tenant is forgotten is not kept, nor joined by later calls', async () => {
    for (const past of [{ active: true }, { active: false }, undefined]) {
      const it = anIntrospector()
      const release = it.hold(past ?? {})
      const early = it.ask()
      it.introspector.forget([it.tenant.id])
      it.answer({ active: true, sub: 'now' })
      const late = it.ask()
      release()
      expect((await early).answer).to.deep.equal(past ?? {})
      expect((await late).answer).to.deep.equal({ active: true, sub: 'now' })
      expect((await it.ask()).answer).to.deep.equal({ active: true, sub: 'now' })
    }
  })
})
