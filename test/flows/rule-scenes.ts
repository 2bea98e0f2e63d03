import type { LimitRule } from '../../src/policy/limit-rule.ts'
import { openDatabase } from '../../src/db/database.ts'
import { DEFAULT_ACCESS, type AccessRules } from '../../src/policy/group.ts'
import { asRefusal, problemOf } from '../../src/lib/problem.ts'
import { createLimiter } from '../../src/policy/limiter.ts'
import type { PointStore } from '../../src/policy/point-store.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { APP_TOKEN, startWorld } from '../gateway/world/gateway-world.ts'
import { rateLimited } from '../site/faults/planned-answer.ts'
import { json } from '../site/http/reply.ts'
import { MYSELF, type TrustingWorld } from '../support/a-trusting-world.ts'
import { testLog } from '../support/sinks.ts'

const DAY_MS = 24 * 3600 * 1000

const STAFF = {
  id: 'staff',
  name: 'Staff',
  sources: [{ from: 'product', groupId: 'no-such-group', name: 'staff' }],
} as const

/** Those refusals that a tenant's rules lead to, each from outside. */
export function ruleScenes(world: () => TrustingWorld) {
  const tenant = () => world().tenantId()
  const by = () => ({ actor: world().people.admin.accountId, requestId: 'a-scene' })

  /** Makes the call under other rules, and puts the rules back as they were. */
  async function under(
    given: Partial<PolicyDocument>,
    call: () => Promise<Response>,
  ): Promise<Response> {
    const { policies } = world().gatehouse.app
    const { document: before } = await policies.read(tenant())
    await policies.change(tenant(), by(), ({ document }) => ({ ...document, ...given }))
    const answer = await call()
    await policies.change(tenant(), by(), () => before)
    return answer
  }

  const bobs = () => world().createToken(world().people.bob, { access: 'write', days: '90' })
  const call = async (path = MYSELF, init: RequestInit = {}) =>
    world().call(path, await bobs(), init)
  const access = (given: Partial<AccessRules>): Partial<PolicyDocument> => ({
    groups: [STAFF],
    access: { ...DEFAULT_ACCESS, ...given },
  })
  const limits = (rule: Partial<LimitRule>): Partial<PolicyDocument> => ({
    limits: {
      readsWhenBroken: 'refused',
      rules: [
        { id: 'one', name: 'One', state: 'on', per: 'tenant', points: 1, seconds: 60, ...rule },
      ],
    },
  })

  return {
    // What no program of ours writes: somebody's hand in the database.
    'policy/unavailable': async () => {
      const token = await bobs()
      const hand = await openDatabase(world().gatehouse.databaseFile)
      const row = { tenant_id: tenant(), version: 1_000_000 }
      const changed = { changed_at: 0, changed_by: 'nobody' }
      await hand.write(({ policies }) => policies.create({ ...row, document: '{', ...changed }))
      world().gatehouse.clock.move(6_000)
      const answer = await world().call(MYSELF, token)
      await hand.write(({ policies }) => policies.destroy({ where: row }))
      await hand.close()
      return answer
    },
    'limit/unavailable': async () => {
      const points: PointStore = {
        take: () => Promise.reject(new Error('the store is away')),
        look: () => Promise.reject(new Error('the store is away')),
        giveBack: () => Promise.reject(new Error('the store is away')),
      }
      const limiter = createLimiter({ points, log: testLog().log })
      const alone = await startWorld({ deps: { limiter }, document: limits({}) })
      const { status, body } = await alone.call({ target: alone.at(MYSELF), token: APP_TOKEN })
      await alone.close()
      return new Response(body, { status })
    },
    'gateway/switched-off': async () => {
      const { document } = await world().gatehouse.app.policies.read(tenant())
      return under({ switches: { ...document.switches, gateway: false } }, () => call())
    },
    'call/not-available': () => under({ resources: [] }, () => call()),
    'call/denied': () =>
      under({ resources: [EVERYTHING, { ...EVERYTHING, id: 'no', effect: 'deny' }] }, () => call()),
    'call/outside-networks': () =>
      under({ networks: { allow: ['192.0.2.0/24'], deny: [] } }, () => call()),
    'call/not-a-member': () => under(access({ mayCall: ['staff'] }), () => call()),
    'credential/owner-not-allowed': async () => {
      const token = await bobs()
      return under(access({ mayHoldTokens: ['staff'] }), () => world().call(MYSELF, token))
    },
    'credential/idle': async () => {
      const token = await bobs()
      return under({ tokens: { idleDays: 7 } }, async () => {
        world().gatehouse.clock.move(8 * DAY_MS)
        const answer = await world().call(MYSELF, token)
        world().gatehouse.clock.move(-8 * DAY_MS)
        return answer
      })
    },
    'credential/token-required': async () => {
      const context = world().confluence.contextToken(world().people.alice)
      const url = `${world().gatehouse.url}/sites/${world().world.site.host}/wiki`
      return fetch(`${url}/rest/token-auth/api/user/current`, {
        headers: { authorization: `JWT ${context}` },
      })
    },
    'groups/unavailable': () =>
      under(access({ mayCall: ['staff'] }), async () => {
        const token = await world().createToken(world().people.admin, { access: 'write' })
        world().gatehouse.clock.move(61_000)
        world().world.site.faults.answerNext(1, json(500, {}))
        return world().call(MYSELF, token)
      }),
    'guard/locked': async () => {
      const token = await bobs()
      const { document } = await world().gatehouse.app.policies.read(tenant())
      const destructive = { perHour: 1, state: 'on' } as const
      return under({ limits: { ...document.limits, destructive } }, async () => {
        const path = '/rest/api/3/issue/NONE-1'
        await (await world().call(path, token, { method: 'DELETE' })).arrayBuffer()
        return world().call(path, token, { method: 'DELETE' })
      })
    },
    'limit/exceeded': () =>
      under(limits({}), async () => {
        await (await call()).arrayBuffer()
        return call()
      }),
    'budget/paused': async () => {
      const token = await bobs()
      world().world.site.faults.answerNext(1, rateLimited('jira-quota-tenant-based', 5))
      await (await world().call(MYSELF, token)).arrayBuffer()
      const answer = await world().call(MYSELF, token)
      world().gatehouse.clock.move(6_000)
      return answer
    },
    'budget/share-spent': () => {
      const budget = { reservePercent: 90, lowPriority: [], weights: [] }
      return under({ limits: { rules: [], readsWhenBroken: 'refused', budget } }, async () => {
        const token = await bobs()
        const end = new Date(world().gatehouse.clock.now() + 10_000).toISOString()
        const headers = { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '3' }
        const told = json(200, {}, { ...headers, 'x-ratelimit-reset': end })
        world().world.site.faults.answerNext(1, told)
        await (await world().call(MYSELF, token)).arrayBuffer()
        const answer = await world().call(MYSELF, token)
        world().gatehouse.clock.move(11_000)
        return answer
      })
    },
    // The page tells it in words beside the form; its code is what the service itself refuses with.
    'tokens/widening': async () => {
      const { alice } = world().people
      const { id } = await world().visitor(alice).createToken()
      const owner = { actor: alice.accountId, requestId: 'a-scene', mayWiden: false }
      const wider = { access: 'write' } as const
      const thrown = await world()
        .gatehouse.app.tokens.change(tenant(), id, wider, owner)
        .catch((cause: unknown) => cause)
      const problem = problemOf(asRefusal(thrown), 'a-scene')
      return new Response(JSON.stringify(problem), { status: problem.status })
    },
    'tokens/too-many': () =>
      under({ tokens: { liveMax: 1 } }, async () => {
        const form = { name: 'x', days: '30', access: 'read', actsAs: 'user' }
        const eve = world().visitor(world().world.site.addPerson('eve', 'Eve'))
        await eve.act('tokens', form)
        return eve.act('tokens', form)
      }),
  }
}
