import { expect } from 'chai'
import fc from 'fast-check'
import { aDataCenterWorld, type DataCenterWorld } from '../../support/a-data-center-world.ts'

const ME = '/rest/api/user/current'
const USERS = ['jane', 'john']
const ADDRESSES = ['203.0.113.9', '203.0.113.10']

/** What happens: somebody calls, or something ends. */
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ call: fc.nat(3), address: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ moveMinutes: fc.integer({ min: 1, max: 16 }) }) },
  { weight: 1, arbitrary: fc.record({ sessionsEnd: fc.constant(true) }) },
  { weight: 1, arbitrary: fc.record({ rulesChange: fc.boolean() }) },
)

describe('sessions at a product', () => {
  let world: DataCenterWorld
  before(async () => {
    world = await aDataCenterWorld({
      environment: { TRUSTED_PROXIES: '127.0.0.0/8' },
      crowd: { requiresConsistentAddress: false, sessionMinutes: 100_000 },
      validationMinutes: 10,
    })
    USERS.forEach((user) => {
      world.crowd.addUser(user)
    })
  })
  after(() => world.stop())

  it('never see two sign-on cookies or two addresses, whatever calls when', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 }),
        async (rounds) => {
          const remoteAddress = '203.0.113.9'
          const tokens = [...USERS, ...USERS].map((user) =>
            world.crowd.signIn(user, { remoteAddress }),
          )
          const begun = world.confluence.requests.length
          for (const round of rounds) await Promise.all(round.map((each) => play(each, tokens)))
          const seen = new Map<string, Set<string>>()
          for (const { headers, sessionId, user } of world.confluence.requests.slice(begun)) {
            const token = /crowd\.token_key=([^;]+)/.exec(headers.cookie ?? '')?.[1] ?? ''
            const owner = USERS[tokens.indexOf(token) % USERS.length]
            expect(user).to.equal(owner)
            if (sessionId === undefined) continue
            const whose = `${token} ${String(headers['x-forwarded-for'])}`
            seen.set(sessionId, (seen.get(sessionId) ?? new Set()).add(whose))
          }
          for (const whose of seen.values()) expect(whose.size).to.equal(1)
        },
      ),
      { numRuns: 40 },
    )
  })

  async function play(each: Partial<Record<string, unknown>>, tokens: readonly string[]) {
    if (typeof each['call'] === 'number') {
      const user = USERS[each['call'] % USERS.length]
      const address = ADDRESSES[Number(each['address'])] ?? ''
      const headers = { 'x-forwarded-for': address }
      const answer = await world.browse(tokens[each['call']] ?? '', ME, { headers })
      expect(answer.status).to.equal(200)
      expect(await answer.json()).to.include({ username: user })
    }
    if (typeof each['moveMinutes'] === 'number')
      world.gatehouse.clock.move(each['moveMinutes'] * 60_000)
    if (each['sessionsEnd'] === true) world.confluence.endHttpSessions()
    if (typeof each['rulesChange'] === 'boolean') {
      await world.decide({ switches: { usersMayCreateTokens: each['rulesChange'] } })
    }
  }
}).timeout(120_000)
