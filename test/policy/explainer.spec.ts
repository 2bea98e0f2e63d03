import { expect } from 'chai'
import fc from 'fast-check'
import type { CallCompletion, CallEvent, RecordedEvent } from '../../src/audit/audit-event.ts'
import type { HeldToken } from '../../src/policy/explain/described-caller.ts'
import type { DecidedVerdict, Verdict } from '../../src/policy/explain/answers.ts'
import { operationsOf } from '../../src/policy/catalogue/catalogue.ts'
import { evaluate } from '../../src/policy/evaluate.ts'
import { answerOperations } from '../../src/policy/explain/operation-answer.ts'
import { compilePolicy } from '../../src/policy/snapshot.ts'
import type { ExplainerDeps } from '../../src/policy/explain/explainer.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import type { ResourceRule } from '../../src/policy/resource-rule.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { aProvider } from '../identity/providers/provider-things.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aCall, aCallEvent, aTenant } from '../support/things.ts'
import { anExplainer } from './an-explainer.ts'
import { aDocument } from './policy-things.ts'
import { aDenial, aRule } from './rule-things.ts'
import { situationsFor } from './situation-arbitraries.ts'
import { aPrincipal, aSituation } from './situation-things.ts'

const tenant = aTenant()
const TOKEN = { token: 'token-of-alice' } as const
const ADDRESS = '203.0.113.9'

function aHolder(given: Partial<HeldToken> = {}): HeldToken {
  const token = { id: 'token-of-alice', name: 'CI' }
  return { token, principal: aPrincipal({ tenantId: tenant.id }), fault: undefined, ...given }
}

describe('the explainer', () => {
  const explainerFor = (
    given: Partial<PolicyDocument> = {},
    deps: Partial<ExplainerDeps> = {},
    events: readonly RecordedEvent[] = [],
  ) => {
    const document = aDocument({ resources: [EVERYTHING], ...given })
    return anExplainer(
      {
        policies: { read: async () => ({ version: 7, document }) },
        tokens: { holderOf: async (_, id) => (id === 'token-of-alice' ? aHolder() : undefined) },
        reader: {
          find: async (tenantId, id) =>
            events.find(
              (event) => event.tenantId === tenantId && (event.id === id || event.requestId === id),
            ),
        },
        clock: stoppedClock(),
      },
      deps,
    )
  }
  const asked = (explainer: ReturnType<typeof explainerFor>, path: string, method = 'GET') =>
    explainer.ofCall(tenant, { caller: TOKEN, method, path, address: ADDRESS })

  it('explains a call that is described, by the rules that there are now', async () => {
    const explainer = explainerFor({ resources: [aRule(), aDenial({ methods: ['DELETE'] })] })
    const { call, now, then, differs } = await asked(
      explainer,
      '/rest/api/3/issue/P-1?a=1',
      'delete',
    )
    expect(call).to.deep.equal({
      method: 'DELETE',
      path: '/rest/api/3/issue/P-1',
      query: 'a=1',
      address: ADDRESS,
      caller: 'The API token “CI” (token-of-alice)',
    })
    expect([then, differs]).to.deep.equal([undefined, undefined])
    expect(now).to.include({
      kind: 'decided',
      effect: 'deny',
      code: 'call/denied',
      policyVersion: 7,
    })
    expect(decided(now).explanation.decision.rule).to.equal('resource:no')
  })

  it('reads an address however it was copied', async () => {
    const { host } = tenant
    for (const path of [
      '/rest/api/3/myself',
      ' rest/api/3/myself ',
      `https://${host}/rest/api/3/myself`,
      `https://${host.toUpperCase()}/rest/api/3/myself`,
      `/sites/${host}/rest/api/3/myself`,
      `https://gatehouse.example.com/sites/${host}/rest/api/3/myself`,
    ]) {
      const { call, now } = await asked(explainerFor(), path)
      expect(call.path, path).to.equal('/rest/api/3/myself')
      expect(now, path).to.include({ effect: 'allow' })
    }
    const confluence = aTenant({ product: 'confluence' })
    for (const path of [
      '/rest/api/space',
      '/wiki/rest/api/space',
      `/sites/${host}/wiki/rest/api/space`,
    ]) {
      const described = { caller: TOKEN, method: 'GET', path, address: ADDRESS }
      const { call } = await explainerFor().ofCall(confluence, described)
      expect(call.path, path).to.equal('/rest/api/space')
    }
  })

  it('does not explain calls of another site or product', async () => {
    for (const path of [
      'https://other.atlassian.net/rest/api/3/myself',
      '/sites/other.atlassian.net/rest/api/3/myself',
      '/wiki/rest/api/space',
    ]) {
      const refusal = await expectRefusal(asked(explainerFor(), path), 'request/invalid-input')
      expect(refusal.faults?.[0]?.path).to.equal('path')
    }
  })

  it('says of a path that the gateway would refuse that it would', async () => {
    for (const [path, code] of [
      ['/rest/api/3/../2/myself', 'request/bad-path'],
      ['/rest//api/3/myself', 'request/bad-path'],
      ['/rest/api/3/%2Fmyself', 'request/bad-path'],
      ['/rest/api/3/myself?jwt=x', 'request/credential-in-query'],
      ['/', 'request/not-found'],
    ] as const) {
      const { now } = await asked(explainerFor(), path)
      expect(now, path).to.include({ kind: 'refused-before', code })
    }
    const { now } = await asked(explainerFor(), '/rest/api/3/myself', 'BREW')
    expect(now).to.include({ kind: 'refused-before', code: 'request/method-not-allowed' })
  })

  it('knows no token, provider or trust rule that the tenant does not have', async () => {
    const provider = aProvider({ id: 'company' })
    const explainer = explainerFor({ providers: [provider] })
    const call = { method: 'GET', path: '/rest/api/3/myself', address: ADDRESS }
    for (const [caller, path] of [
      [{ token: 'of-somebody-else' }, 'caller.token'],
      [{ provider: 'unknown' }, 'caller.provider'],
      [{ provider: 'company', trustRule: 'unknown' }, 'caller.trustRule'],
    ] as const) {
      const work = explainer.ofCall(tenant, { ...call, caller })
      const refusal = await expectRefusal(work, 'request/invalid-input')
      expect(refusal.faults?.[0]?.path).to.equal(path)
    }
  })

  it('takes a provider’s token as its trust rule would let it in', async () => {
    const rule = { name: 'robots', access: 'read', account: { by: 'app' } } as const
    const providers = [aProvider({ id: 'company', rules: [rule] })]
    const call = { method: 'POST', path: '/rest/api/3/issue', address: ADDRESS }
    const caller = { provider: 'company' }
    const { now } = await explainerFor({ providers }).ofCall(tenant, { ...call, caller })
    expect(now).to.include({ code: 'call/read-only' })
    const off = providers.map((each) => ({ ...each, enabled: false }))
    const { now: after } = await explainerFor({ providers: off }).ofCall(tenant, {
      ...call,
      caller,
    })
    expect(after).to.include({ kind: 'refused-before', code: 'token/untrusted' })
    const linked = [aProvider({ id: 'company', account: { by: 'link' } })]
    const work = explainerFor({ providers: linked }).ofCall(tenant, { ...call, caller })
    const refusal = await expectRefusal(work, 'request/invalid-input')
    expect(refusal.faults?.[0]?.path).to.equal('caller.account')
  })

  it('tells nobody without a credential more than the gateway does', async () => {
    const described = {
      caller: { nobody: true } as const,
      method: 'GET',
      path: '/rest/api/3/myself',
    }
    const { now } = await explainerFor().ofCall(tenant, { ...described, address: ADDRESS })
    expect(now).to.include({ kind: 'decided', code: 'credential/missing' })
    expect(decided(now).explanation.decision.rule).to.equal('credential-is-accepted')
  })

  it('goes the gateway’s way before the rules: the credential, the site, the groups', async () => {
    const before = async (deps: Partial<ExplainerDeps>, of = tenant) => {
      const described = {
        caller: TOKEN,
        method: 'GET',
        path: '/rest/api/3/myself',
        address: ADDRESS,
      }
      const { now } = await explainerFor({}, deps).ofCall(of, described)
      return now.kind === 'refused-before' ? now.code : now.kind
    }
    const ended = async () => aHolder({ fault: 'credential/expired' })
    expect(await before({ holderOf: ended })).to.equal('credential/expired')
    expect(await before({}, { ...tenant, status: 'disabled' })).to.equal('site/inactive')
    const noGroups = () => Promise.reject(new Refusal('groups/unavailable'))
    expect(await before({ standingOf: noGroups })).to.equal('groups/unavailable')
    expect(await before({})).to.equal('decided')
  })

  it('shows what would be left of each limit, and whether the caller is locked', async () => {
    const limit = {
      id: 'all',
      name: 'All',
      state: 'on',
      per: 'tenant',
      points: 5,
      seconds: 60,
    } as const
    const limits = { rules: [limit], readsWhenBroken: 'refused' } as const
    const explainer = explainerFor({ limits }, { isLocked: async () => true })
    for (const path of ['/rest/api/3/myself', '/rest/api/3/myself']) {
      const { now } = await asked(explainer, path)
      expect(decided(now).limits?.map(({ remaining, fits }) => [remaining, fits])).to.deep.equal([
        [5, true],
      ])
      expect(decided(now).isLocked).to.equal(false) // It reads.
    }
    const { now } = await asked(explainer, '/rest/api/3/issue/P-1', 'DELETE')
    expect(decided(now).isLocked).to.equal(true)
  })

  describe('of a call in the log', () => {
    const SEEN = { access: 'write', groups: [], queryNames: [] } as const
    const aRecorded = (
      given: Partial<CallEvent> = {},
      completion: Partial<CallCompletion> = {},
    ): RecordedEvent => ({
      ...aCallEvent({
        tenantId: tenant.id,
        credentialId: 'token-of-alice',
        address: ADDRESS,
        seen: SEEN,
        policyVersion: 3,
        rule: 'resource:everything',
        ...given,
      }),
      completion: {
        outcome: 'answered',
        status: 200,
        code: undefined,
        upstreamStatus: 200,
        traceId: undefined,
        durationMs: 5,
        ...completion,
      },
    })
    const refusedBy = (
      rule: string,
      code: CallCompletion['code'],
      given: Partial<CallEvent> = {},
    ) => aRecorded({ decision: 'deny', outcome: 'refused', rule, ...given }, { status: 403, code })

    it('is found by the id of its event and of its request, and never of another tenant', async () => {
      const event = aRecorded()
      const explainer = explainerFor({}, {}, [event])
      for (const id of [event.id, event.requestId]) {
        expect((await explainer.ofRecord(tenant, id))?.then?.eventId).to.equal(event.id)
        expect(await explainer.ofRecord(aTenant({ clientKey: 'other' }), id)).to.equal(undefined)
      }
      expect(await explainer.ofRecord(tenant, 'unknown')).to.equal(undefined)
    })

    it('says what was decided then, and whether the rules say otherwise now', async () => {
      const event = refusedBy('resource:no', 'call/denied')
      const still = explainerFor({ resources: [EVERYTHING, aDenial()] }, {}, [event])
      const same = await still.ofRecord(tenant, event.id)
      expect(same?.then).to.include({
        rule: 'resource:no',
        ruleName: EVERYTHING.name,
        policyVersion: 3,
      })
      expect(same?.differs).to.equal(false)
      const after = await explainerFor({}, {}, [event]).ofRecord(tenant, event.id)
      expect(after?.differs).to.equal(true)
      expect(after?.now).to.include({ effect: 'allow', policyVersion: 7 })
    })

    it('does not call a limit that was spent another answer of the rules', async () => {
      const event = refusedBy('limit:all', 'limit/exceeded')
      const answer = await explainerFor({}, {}, [event]).ofRecord(tenant, event.id)
      expect(answer?.differs).to.equal(false)
      expect(answer?.then?.words?.place).to.equal('limits')
    })

    it('explains by its code what was refused before any rule', async () => {
      for (const [code, place] of [
        ['credential/invalid', undefined],
        ['token/no-rule', 'providers'],
        ['account/unlinked', undefined],
      ] as const) {
        const given = { seen: undefined, credentialKind: undefined, detail: 'provider company' }
        const event = refusedBy(code, code, given)
        const answer = await explainerFor({}, {}, [event]).ofRecord(tenant, event.id)
        expect(answer?.now.kind).to.equal('cannot-be-said')
        expect(answer?.then).to.deep.include({ code, detail: 'provider company' })
        expect(answer?.then?.words?.place).to.equal(place)
        expect(answer?.then?.words?.todo).to.not.equal('')
        expect(answer?.differs).to.equal(undefined)
      }
    })

    it('uses the token as it is now, and says when it has ended since', async () => {
      const event = aRecorded()
      const revoked = async () => aHolder({ fault: 'credential/revoked' })
      const answer = await explainerFor({}, { holderOf: revoked }, [event]).ofRecord(
        tenant,
        event.id,
      )
      expect(answer?.now).to.include({ kind: 'refused-before', code: 'credential/revoked' })
      expect(answer?.differs).to.equal(true)
    })

    it('says that it cannot be said where a rule depends on a value that nobody kept', async () => {
      const asks = (given: Partial<ResourceRule>) =>
        aRule({ query: [{ name: 'a', equals: '1' }], ...given })
      const about = async (resources: readonly ResourceRule[], names: readonly string[]) => {
        const event = aRecorded({ seen: { ...SEEN, queryNames: names } })
        return explainerFor({ resources }, {}, [event]).ofRecord(tenant, event.id)
      }
      const unsure = await about([asks({})], ['a'])
      expect(decided(unsure?.now).dependsOn).to.deep.equal(['query'])
      expect(unsure?.differs).to.equal(undefined)
      const denied = await about([EVERYTHING, asks({ id: 'no', effect: 'deny' })], ['a', 'b'])
      expect(decided(denied?.now).dependsOn).to.deep.equal(['query'])
      // Whatever the value was, another rule allows it; and without the name there is none.
      const sure = await about([asks({}), aRule({ id: 'all' })], ['a'])
      expect(decided(sure?.now).dependsOn).to.deep.equal([])
      expect(sure?.differs).to.equal(false)
      const absent = await about([asks({})], ['b'])
      expect(decided(absent?.now).dependsOn).to.deep.equal([])
      expect(absent?.differs).to.equal(true)
    })

    it('says nothing of the worth of a credential that a bypass let pass, once it does not', async () => {
      const event = aRecorded({ credentialKind: 'bypass', credentialId: 'old', actsAs: 'caller' })
      const answer = await explainerFor({}, {}, [event]).ofRecord(tenant, event.id)
      expect(answer?.now.kind).to.equal('cannot-be-said')
    })
  })

  describe('of what a caller can do', () => {
    const answersTo = async (given: Partial<PolicyDocument>, principal = aPrincipal()) => {
      const holderOf = async () => aHolder({ principal })
      const answer = await explainerFor(given, { holderOf }).ofOperations(tenant, TOKEN, ADDRESS)
      if (answer.kind !== 'answered') throw new Error('nothing was answered')
      return (method: string, path: string) => {
        const found = answer.operations.find(
          ({ operation }) => operation.method === method && operation.path === path,
        )?.settled
        if (found === undefined) return 'no such operation'
        return found.kind === 'depends' ? `depends ${found.on.join()}` : found.decision.effect
      }
    }
    const ISSUE = '/rest/api/3/issue/{issueIdOrKey}'
    const PROJECT = '/rest/api/3/project/{projectIdOrKey}'

    it('is allowed, denied, or depends on what nobody has said', async () => {
      const to = await answersTo({
        resources: [
          aRule({ id: 'reads', methods: 'reads' }),
          aRule({ id: 'edit', methods: ['PUT'], path: '/rest/api/3/issue/P-1' }),
          aRule({ id: 'asks', methods: ['POST'], query: [{ name: 'a', is: 'present' }] }),
          aDenial({ path: '/rest/api/{version}/project/SECRET/**' }),
        ],
      })
      expect(to('GET', ISSUE)).to.equal('allow')
      expect(to('POST', '/rest/api/3/search/jql')).to.equal('allow')
      expect(to('DELETE', ISSUE)).to.equal('deny')
      expect(to('PUT', ISSUE)).to.equal('depends path')
      expect(to('GET', PROJECT)).to.equal('depends path')
      expect(to('DELETE', PROJECT)).to.equal('deny')
      expect(to('POST', '/rest/api/3/issue')).to.equal('depends query')
    })

    it('depends on the place for a token that is limited to some', async () => {
      const placed = await answersTo({}, aPrincipal({ places: ['OPS'] }))
      expect(placed('GET', ISSUE)).to.equal('depends grant')
      expect(placed('GET', PROJECT)).to.equal('depends grant')
      expect(placed('GET', '/rest/api/3/myself')).to.equal('deny')
      const pathed = await answersTo({}, aPrincipal({ resources: ['/rest/api/3/issue/OPS-*'] }))
      expect(pathed('GET', ISSUE)).to.equal('depends grant')
      expect(pathed('GET', '/rest/api/3/myself')).to.equal('deny')
      const whole = await answersTo({}, aPrincipal({ resources: ['/rest/api/3/issue/**'] }))
      expect(whole('GET', ISSUE)).to.equal('allow')
    })

    it('is told so that whatever stands in the places of the path, certain is certain', async () => {
      const operations = operationsOf('jira').filter((_, at) => at % 9 === 0)
      const rules = [
        aRule({ id: 'some', query: [{ name: 'a', equals: '1' }] }),
        aRule({ id: 'q-2', path: '/rest/api/3/{noun}/Q-2/**' }),
        aRule({ id: 'reads', methods: 'reads', actsAs: 'user' }),
        aRule({ id: 'all', networks: ['10.0.0.0/8'] }),
        aDenial({ path: '/rest/api/{version}/{noun}/p-1/**' }),
        aDenial({ id: 'b', query: [{ name: 'b', is: 'absent' }], methods: ['DELETE', 'PUT'] }),
      ]
      const documents = fc.subarray(rules).map((resources) => aDocument({ resources }))
      const seen = { certain: 0, depends: 0 }
      const cases = documents.chain((document) =>
        fc.record({
          document: fc.constant(document),
          situation: situationsFor(document, 'jira'),
          operation: fc.constantFrom(...operations),
          filling: fc.constantFrom('P-1', 'Q-2', '10001', 'P', 'SECRET'),
          query: fc.constantFrom('', 'a=1', 'a=1&a=2', 'b', 'spaceKey=P'),
        }),
      )
      const check = fc.asyncProperty(cases, async (given) => {
        const { document, situation, operation, filling, query } = given
        const snapshot = compilePolicy({ version: 1, document }, 'jira')
        const standing = { ...situation, isAddressKnown: true }
        const [answer] = await answerOperations(snapshot, standing, [operation], async () => {})
        const path = operation.path.replaceAll(/\{[^}]*\}/g, filling)
        const call = aCall({ method: operation.method, path, query })
        const { effect } = evaluate(snapshot, { ...situation, call })
        if (answer === undefined) throw new Error('an operation without an answer')
        seen[answer.settled.kind] += 1
        if (answer.settled.kind === 'certain') {
          expect(answer.settled.decision.effect).to.equal(effect)
        }
      })
      await fc.assert(check, { numRuns: 600 })
      expect(Math.min(seen.certain, seen.depends)).to.be.greaterThan(20)
    })

    it('holds up nobody else, with as many rules as there can be', async () => {
      const resources = Array.from({ length: 500 }, (_, at) =>
        aRule({ id: `rule-${String(at)}`, query: [{ name: 'a', equals: String(at) }] }),
      )
      let breaths = 0
      const operations = await answerOperations(
        compilePolicy({ version: 1, document: aDocument({ resources }) }, 'jira'),
        { ...aSituation(), isAddressKnown: true },
        operationsOf('jira'),
        async () => {
          breaths += 1
        },
      )
      expect(operations).to.have.length(operationsOf('jira').length)
      // One for each few milliseconds of work, of which there are some hundred.
      expect(breaths).to.be.at.least(5)
    })

    it('is nothing for a token that has ended', async () => {
      const holderOf = async () => aHolder({ fault: 'credential/revoked' as const })
      const answer = await explainerFor({}, { holderOf }).ofOperations(tenant, TOKEN, undefined)
      expect(answer).to.include({ kind: 'refused-before', code: 'credential/revoked' })
    })

    it('without an address is for calls from where the caller may call', async () => {
      const networks = { allow: ['10.0.0.0/8'], deny: ['10.1.0.0/16'] }
      const resources = [
        aRule({ methods: 'reads' }),
        aRule({ id: 'in', networks: ['10.2.0.0/16'] }),
      ]
      const answer = await explainerFor({ networks, resources }).ofOperations(
        tenant,
        TOKEN,
        undefined,
      )
      const settled =
        answer.kind === 'answered'
          ? answer.operations
              .filter(({ operation }) => operation.path === ISSUE)
              .map(({ operation, settled: each }) => `${operation.method} ${each.kind}`)
          : []
      expect(settled).to.include.members(['GET certain', 'DELETE depends'])
    })
  })
})

function decided(verdict: Verdict | undefined): DecidedVerdict {
  if (verdict?.kind !== 'decided') throw new Error(`not decided but ${verdict?.kind ?? 'nothing'}`)
  return verdict
}
