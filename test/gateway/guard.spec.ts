import { expect } from 'chai'
import { Refusal } from '../../src/lib/refusal.ts'
import type { Bypass } from '../../src/policy/bypass.ts'
import type { DestructiveLimit, LimitRule } from '../../src/policy/limit-rule.ts'
import { APP_TOKEN, startWorld, USER_TOKEN, type GatewayWorld } from './world/gateway-world.ts'

const ISSUE = '/rest/api/3/issue/SHOP-1'
const OLD_REPORT: Bypass = {
  id: 'old-report',
  name: 'The old report',
  enabled: true,
  methods: 'all',
  path: '/rest/api/3/issue/{id}',
  networks: ['127.0.0.0/8'],
  ownerAccountId: 'ann',
  reason: 'Its vendor is gone.',
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
}

describe('a call that destroys', () => {
  let world: GatewayWorld
  afterEach(() => world.close())

  const start = async (destructive: DestructiveLimit, ...rules: readonly LimitRule[]) => {
    world = await startWorld({
      document: { limits: { rules, readsWhenBroken: 'refused', destructive } },
    })
  }
  const call = (method: string, token = APP_TOKEN, path = ISSUE) =>
    world.call({ method, target: world.at(path), token })
  const deletions = () => world.product.seen.filter(({ method }) => method === 'DELETE').length

  it('locks its caller beyond the limit, and never reaches the product then', async () => {
    await start({ perHour: 2, state: 'on' })
    for (let at = 0; at < 2; at += 1) expect((await call('DELETE')).status).to.equal(200)
    const answer = await call('DELETE')
    expect(answer.status).to.equal(403)
    expect(answer.json()).to.include({ code: 'guard/locked', status: 403 })
    expect(answer.headers['retry-after']).to.equal(undefined)
    expect(deletions()).to.equal(2)
  })

  it('reaches the product no more often than allowed, of fifty at once', async () => {
    await start({ perHour: 5, state: 'on' })
    const answers = await Promise.all(Array.from({ length: 50 }, () => call('DELETE')))
    expect(answers.filter(({ status }) => status === 200)).to.have.length(5)
    expect(deletions()).to.equal(5)
  })

  it('leaves its caller free to read and write, and everybody else to delete', async () => {
    await start({ perHour: 1, state: 'on' })
    await call('DELETE')
    expect((await call('DELETE')).status).to.equal(403)
    expect((await call('GET')).status).to.equal(200)
    expect((await call('PUT')).status).to.equal(200)
    expect((await call('DELETE', USER_TOKEN)).status).to.equal(200)
  })

  it('is recorded as refused by the guard', async () => {
    await start({ perHour: 1, state: 'on' })
    await call('DELETE')
    await call('DELETE')
    const [, refused] = await world.records()
    expect(refused).to.deep.include({ decision: 'deny', rule: 'guard:destructive' })
    expect(refused?.completion).to.deep.include({ status: 403, code: 'guard/locked' })
  })

  it('is made all the same in shadow, and the record says so', async () => {
    await start({ perHour: 1, state: 'shadow' })
    expect((await call('DELETE')).status).to.equal(200)
    expect((await call('DELETE')).status).to.equal(200)
    const [first, second] = await world.records()
    expect(first?.shadows).to.equal(undefined)
    expect(second?.shadows).to.equal('would-lock:destructive')
    expect(second).to.include({ decision: 'allow' })
  })

  it('that a rate limit refuses does not count', async () => {
    const all = { id: 'all', name: 'All', state: 'on', per: 'credential' } as const
    await start({ perHour: 2, state: 'on' }, { ...all, points: 1, seconds: 60 })
    await call('DELETE')
    for (let at = 0; at < 10; at += 1) expect((await call('DELETE')).status).to.equal(429)
    expect(deletions()).to.equal(1)
  })

  it('with a credential that the product refuses locks nobody of the same network', async () => {
    world = await startWorld({
      document: {
        bypasses: [OLD_REPORT],
        limits: {
          rules: [],
          readsWhenBroken: 'refused',
          destructive: { perHour: 2, state: 'on' },
        },
      },
    })
    const basic = (password: string) => {
      const authorization = `Basic ${Buffer.from(`ann:${password}`).toString('base64')}`
      return world.call({ method: 'DELETE', target: world.at(ISSUE), headers: { authorization } })
    }
    world.product.handler = ({ headers }, res) => {
      const isHers = headers.authorization?.endsWith(Buffer.from('ann:hers').toString('base64'))
      res.writeHead(isHers === true ? 200 : 401).end('{}')
    }
    for (let at = 0; at < 10; at += 1) {
      expect((await basic('made-up')).json()).to.include({ code: 'credential/invalid' })
    }
    expect((await basic('hers')).status).to.equal(200)
    expect((await basic('hers')).status).to.equal(200)
    expect((await basic('hers')).json()).to.include({ code: 'guard/locked' })
  })

  it('that the product’s budget holds back does not count', async () => {
    let isPaused = true
    world = await startWorld({
      document: {
        limits: {
          rules: [],
          readsWhenBroken: 'refused',
          destructive: { perHour: 2, state: 'on' },
        },
      },
      deps: {
        budget: {
          enter: async () => {
            if (isPaused) throw new Refusal('budget/paused', { retryAfterSeconds: 1 })
            return { settle: () => undefined }
          },
        },
      },
    })
    for (let at = 0; at < 10; at += 1) expect((await call('DELETE')).status).to.equal(429)
    isPaused = false
    expect((await call('DELETE')).status).to.equal(200)
    expect((await call('DELETE')).status).to.equal(200)
    expect((await call('DELETE')).status).to.equal(403)
  })
})
