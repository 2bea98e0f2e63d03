import { expect } from 'chai'
import type { LimitRule } from '../../src/policy/limit-rule.ts'
import { APP_TOKEN, startWorld, USER_TOKEN, type GatewayWorld } from './world/gateway-world.ts'

const PATH = '/rest/api/3/myself'

describe('a call beyond the rate limits', () => {
  let world: GatewayWorld
  afterEach(() => world.close())

  const limit = (given: Partial<LimitRule> = {}): LimitRule => ({
    id: 'per-token',
    name: 'Each token',
    state: 'on',
    per: 'credential',
    points: 3,
    seconds: 60,
    ...given,
  })
  const start = async (...rules: readonly LimitRule[]) => {
    world = await startWorld({ document: { limits: { rules, readsWhenBroken: 'refused' } } })
  }
  const call = (token = APP_TOKEN, path = PATH) => world.call({ target: world.at(path), token })

  it('is refused with 429 and the time to wait, and never reaches the product', async () => {
    await start(limit())
    for (let each = 0; each < 3; each += 1) expect((await call()).status).to.equal(200)
    const answer = await call()
    expect(answer.status).to.equal(429)
    expect(answer.json()).to.include({ code: 'limit/exceeded', status: 429 })
    expect(Number(answer.headers['retry-after'])).to.be.within(1, 60)
    expect(world.product.seen).to.have.length(3)
    expect((await call(USER_TOKEN)).status).to.equal(200)
  })

  it('sees its budget count down in the standard fields, also in the refusal', async () => {
    await start(limit(), limit({ id: 'site', per: 'tenant', points: 100, seconds: 3600 }))
    const left: (string | string[] | undefined)[] = []
    for (let each = 0; each < 4; each += 1) {
      const { headers } = await call()
      left.push(headers['ratelimit'])
      expect(headers['ratelimit-policy']).to.match(/^"per-token";q=3;w=60/)
    }
    expect(left.join('\n')).to.match(
      /^"per-token";r=2;t=60, "site";r=99;t=3600\n"per-token";r=1;t=\d+, .*r=98.*\n.*r=0;.*r=97;.*\n"per-token";r=0;t=\d+$/,
    )
  })

  it('is recorded with what was left of each limit, like every call that was counted', async () => {
    await start(limit({ points: 1 }), limit({ id: 'site', per: 'tenant', points: 100 }))
    await call()
    await call()
    const [served, refused] = await world.records()
    expect(served?.limits).to.equal('per-token=0/1 site=99/100')
    expect(refused?.limits).to.equal('per-token=0/1')
  })

  it('is recorded as refused by that limit', async () => {
    await start(limit({ points: 1 }))
    await call()
    await call()
    const [, refused] = await world.records()
    expect(refused).to.deep.include({ decision: 'deny', rule: 'limit:per-token' })
    expect(refused?.completion).to.deep.include({ status: 429, code: 'limit/exceeded' })
  })

  it('is made all the same where the limit is in shadow, and the record says so', async () => {
    await start(limit({ points: 1, state: 'shadow' }))
    await call()
    const answer = await call()
    expect(answer.status).to.equal(200)
    expect(answer.headers).not.to.have.any.keys('ratelimit', 'ratelimit-policy')
    const [first, second] = await world.records()
    expect(first?.shadows).to.equal(undefined)
    expect(second?.shadows).to.equal('would-limit:per-token')
  })

  it('is never let through by two hundred at once', async () => {
    await start(limit({ points: 40 }))
    // Each asks something else, or one answer would serve several.
    const each = (_: unknown, at: number) => call(APP_TOKEN, `${PATH}?at=${String(at)}`)
    const answers = await Promise.all(Array.from({ length: 200 }, each))
    expect(answers.filter(({ status }) => status === 200)).to.have.length(40)
    expect(answers.filter(({ status }) => status === 429)).to.have.length(160)
    expect(world.product.seen).to.have.length(40)
  })

  it('is told by us alone: the product’s own budget is the app’s, not the caller’s', async () => {
    await start(limit())
    world.product.handler = (_req, res) => {
      res.writeHead(200, { RateLimit: '"app";r=1;t=1', 'X-RateLimit-Remaining': '5' }).end('{}')
    }
    const { headers } = await call()
    expect(headers['ratelimit']).to.match(/^"per-token"/)
    expect(headers['x-ratelimit-remaining']).to.equal('5')
  })
})
