import { expect } from 'chai'
import { Secret } from '../../src/lib/secret.ts'
import { createCrowdClient } from '../../src/upstream/crowd-client.ts'
import { startSmallServer, type SmallServer } from '../gateway/world/small-server.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { expectRefusal } from '../support/refusals.ts'
import { until } from '../support/until.ts'
import {
  crowdSite,
  hang,
  HERE,
  serve,
  SESSION,
  TOKEN,
  TOKEN_TEXT,
  whenRead,
} from './crowd-things.ts'

describe('a Crowd that fails', () => {
  let server: SmallServer
  let crowd: ReturnType<typeof createCrowdClient>
  let clock: ReturnType<typeof stoppedClock>
  beforeEach(async () => {
    server = await startSmallServer()
    clock = stoppedClock()
    crowd = createCrowdClient({ clock, allowHttp: true })
  })
  afterEach(() => Promise.all([crowd.close(), server.close()]))

  const site = () => crowdSite(server)
  const validate = (token = TOKEN) => crowd.validate(site(), token, HERE)
  const refused = () => expectRefusal(validate(), 'crowd/unavailable')
  const asked = () => server.seen.length
  const fail = async (times: number) => {
    serve(server, {}, 500)
    for (let time = 0; time < times; time += 1) await refused()
  }
  const health = () => crowd.healthOf('tenant-1')

  it('is left alone for ten seconds after five failures in a row, and callers are told for how long', async () => {
    await fail(5)
    serve(server)
    expect((await refused()).retryAfterSeconds).to.equal(10)
    clock.move(2_001)
    expect((await refused()).retryAfterSeconds).to.equal(8)
    clock.move(7_998)
    expect((await refused()).retryAfterSeconds).to.equal(1)
    expect(asked()).to.equal(5)
  })

  it('is left alone with every question, not only the one that failed', async () => {
    await fail(5)
    await expectRefusal(crowd.end(site(), TOKEN), 'crowd/unavailable')
    await expectRefusal(crowd.cookieConfig(site()), 'crowd/unavailable')
    await expectRefusal(crowd.nestedGroups(site(), 'anna'), 'crowd/unavailable')
    await expectRefusal(crowd.searchGroups(site(), 'x', 5), 'crowd/unavailable')
    expect(asked()).to.equal(5)
  })

  it('is asked again by one call after that, and by all once it answers', async () => {
    await fail(5)
    clock.move(10_000)
    let answer = (): void => undefined
    server.handler = (req, res) => {
      whenRead(req, () => {
        answer = () => res.end(JSON.stringify(SESSION))
      })
    }
    const trial = validate()
    await until(() => asked() === 6, 'the trial')
    const others = await expectRefusal(validate(new Secret(`${TOKEN_TEXT}x`)), 'crowd/unavailable')
    expect(others.retryAfterSeconds).to.equal(1)
    await until(() => server.seen[5]?.body !== '', 'the whole trial')
    answer()
    expect(await trial).to.deep.equal({ userName: 'anna' })
    serve(server)
    expect(await validate()).to.deep.equal({ userName: 'anna' })
    await fail(4)
    serve(server)
    expect(await validate(), 'it counts from nought').to.deep.equal({ userName: 'anna' })
  })

  it('is left alone for ten seconds more when that call fails', async () => {
    await fail(5)
    clock.move(10_000)
    await fail(1)
    serve(server)
    clock.move(9_999)
    await refused()
    expect(asked()).to.equal(6)
    clock.move(1)
    expect(await validate()).to.deep.equal({ userName: 'anna' })
  })

  it('is asked again at once when the clock was set back, rather than after as long', async () => {
    await fail(5)
    clock.move(-3_600_000)
    serve(server)
    expect(await validate()).to.deep.equal({ userName: 'anna' })
  })

  for (const [what, value, status] of [
    ['a session', SESSION, 200],
    ['no session', {}, 404],
  ] as const) {
    it(`is not left alone while it answers in between: ${what}`, async () => {
      for (let round = 0; round < 3; round += 1) {
        await fail(4)
        serve(server, value, status)
        await validate()
      }
      expect(asked()).to.equal(15)
    })
  }

  it('is not left alone for turning the application away: that is an answer', async () => {
    serve(server, {}, 401)
    for (let time = 0; time < 7; time += 1) await expectRefusal(validate(), 'crowd/app-refused')
    expect(asked()).to.equal(7)
  })

  it('is left alone for garbage, silence and hanging up as well', async () => {
    await crowd.close()
    crowd = createCrowdClient({ clock, allowHttp: true, limits: { exchangeMs: 100 } })
    serve(server, { no: 'user' })
    await refused()
    await refused()
    hang(server)
    await refused()
    server.handler = (req) => req.socket.resetAndDestroy()
    await refused()
    await refused()
    serve(server)
    expect((await refused()).retryAfterSeconds).to.equal(10)
    expect(asked()).to.equal(5)
  })

  it('counts what went out before as nothing once it is left alone', async () => {
    let late = (): void => undefined
    server.handler = (req, res) =>
      whenRead(req, () => (late = () => res.end(JSON.stringify(SESSION))))
    const early = crowd.validate(site(), new Secret(`${TOKEN_TEXT}x`), HERE)
    await until(() => (server.seen[0]?.body ?? '') !== '', 'the early one')
    const answerEarly = late
    await fail(5)
    answerEarly()
    expect(await early).to.deep.equal({ userName: 'anna' })
    await refused()
    expect(asked()).to.equal(6)
  })

  it('is not held to fail when too many ask at once: that is our own bound', async () => {
    await crowd.close()
    crowd = createCrowdClient({ clock, allowHttp: true, limits: { callsInFlightMax: 1 } })
    serve(server)
    const many = Array.from({ length: 10 }, (_, n) => validate(new Secret(`${TOKEN_TEXT}${n}`)))
    const ends = await Promise.allSettled(many)
    expect(ends.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
    expect(await validate()).to.deep.equal({ userName: 'anna' })
    const before = health()
    expect(before.kind).to.equal('good')
    hang(server)
    const hanging = validate().catch(() => 'gave up')
    await expectRefusal(validate(new Secret(`${TOKEN_TEXT}x`)), 'crowd/unavailable')
    expect(health()).to.deep.equal(before)
    await crowd.close()
    expect(await hanging).to.equal('gave up')
  })

  it('is shown: untried, good, turning us away, not to be asked, each since when and why', async () => {
    const start = clock.now()
    expect(health()).to.deep.equal({ kind: 'untried', since: start })
    clock.move(1_000)
    serve(server)
    await validate()
    clock.move(1_000)
    serve(server, {}, 404)
    await validate()
    expect(health()).to.deep.equal({ kind: 'good', since: start + 1_000 })
    serve(server, {}, 403)
    await expectRefusal(validate(), 'crowd/app-refused')
    expect(health()).to.deep.include({ kind: 'app-refused', since: start + 2_000 })
    clock.move(1_000)
    await fail(5)
    clock.move(1_000)
    await refused()
    expect(health()).to.deep.equal({
      kind: 'unavailable',
      since: start + 3_000,
      detail: `${server.host}: it answered 500`,
    })
    expect(crowd.healthOf('tenant-2')).to.deep.equal({ kind: 'untried', since: start })
  })

  describe('beside another', () => {
    let second: SmallServer
    beforeEach(async () => {
      second = await startSmallServer()
    })
    afterEach(() => second.close())
    const other = (at = second) =>
      crowdSite(at, { siteId: 'tenant-2', password: 'the-password-of-tenant-2' })

    it('takes nothing of it: not its host, not its password, not the answer under way', async () => {
      serve(server)
      serve(second, { ...SESSION, user: { name: 'otto' } })
      const ask = (of: ReturnType<typeof site>) => crowd.validate(of, TOKEN, HERE)
      const [mine, theirs] = await Promise.all([ask(site()), ask(other())])
      expect([mine?.userName, theirs?.userName]).to.deep.equal(['anna', 'otto'])
      const basics = [...server.seen, ...second.seen].map(({ headers }) => headers.authorization)
      expect(basics[0]).not.to.equal(basics[1])
      expect([server.seen.length, second.seen.length]).to.deep.equal([1, 1])
    })

    it('shares nothing with it even at one Crowd', async () => {
      serve(server)
      const ask = (of: ReturnType<typeof site>) => crowd.validate(of, TOKEN, HERE)
      await Promise.all([ask(site()), ask(other(server))])
      expect(asked()).to.equal(2)
      const basics = server.seen.map(({ headers }) => headers.authorization)
      expect(new Set(basics).size).to.equal(2)
    })

    it('is left alone by itself: the other site asks on, and so does this one at a new address', async () => {
      await fail(5)
      serve(server)
      serve(second)
      await refused()
      expect(await crowd.validate(other(server), TOKEN, HERE)).to.deep.equal({ userName: 'anna' })
      expect(await crowd.validate(other(), TOKEN, HERE)).to.deep.equal({ userName: 'anna' })
      expect(await crowd.validate(crowdSite(second), TOKEN, HERE)).to.deep.equal({
        userName: 'anna',
      })
    })
  })
})
