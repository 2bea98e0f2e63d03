import { expect } from 'chai'
import type { Principal } from '../../src/identity/principal.ts'
import { Secret } from '../../src/lib/secret.ts'
import { evaluate } from '../../src/policy/evaluate.ts'
import { DEFAULT_ACCESS } from '../../src/policy/group.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { compilePolicy } from '../../src/policy/snapshot.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { DEFAULT_SWITCHES } from '../../src/policy/switches.ts'
import type { Situation } from '../../src/policy/situation.ts'
import { aCall } from '../support/things.ts'
import { aDocument } from './policy-things.ts'
import { aPrincipal, aSituation } from './situation-things.ts'

const basic: Principal = aPrincipal({
  actsAs: { kind: 'caller', authorization: new Secret('Basic x') },
  credential: { kind: 'basic', id: 'basic', subject: 'ann' },
  ownerAccountId: undefined,
})

const contractors = {
  id: 'contractors',
  name: 'Contractors',
  sources: [{ from: 'product', groupId: 'g', name: 'contractors' }],
} as const

describe('a caller whose groups nobody here knows', () => {
  const decide = (given: Partial<PolicyDocument>, situation: Partial<Situation>) => {
    const switches = { ...DEFAULT_SWITCHES, basicPassThrough: true }
    const rules = { resources: [EVERYTHING], groups: [contractors], switches }
    const document = aDocument({ ...rules, ...given })
    const decision = evaluate(
      compilePolicy({ version: 1, document }, 'jira'),
      aSituation({ principal: basic, ...situation }),
    )
    return decision.effect === 'deny' ? decision.code : 'allow'
  }
  const write = { call: aCall({ method: 'DELETE', path: '/rest/api/3/issue/P-1' }) }

  it('is denied what a group is denied', () => {
    const deny = { ...EVERYTHING, id: 'no', effect: 'deny', who: { group: 'contractors' } } as const
    expect(decide({ resources: [deny, EVERYTHING] }, write)).to.equal('call/denied')
    const others = { ...deny, who: { none: [{ group: 'contractors' }] } }
    expect(decide({ resources: [others, EVERYTHING] }, write)).to.equal('call/denied')
  })

  it('only reads where some group only reads', () => {
    const access = { ...DEFAULT_ACCESS, readOnly: ['contractors'] }
    expect(decide({ access }, write)).to.equal('call/read-only')
    expect(decide({ access }, {})).to.equal('allow')
    expect(decide({}, write)).to.equal('allow')
  })

  it('is not denied by a rule about credentials that it does not have', () => {
    const deny = { ...EVERYTHING, id: 'no', effect: 'deny' } as const
    const who = { credential: 'api-token' } as const
    expect(decide({ resources: [{ ...deny, who }, EVERYTHING] }, write)).to.equal('allow')
  })
})

describe('a call from an address that is not known', () => {
  it('is refused where some network is denied', () => {
    const document = aDocument({
      resources: [EVERYTHING],
      networks: { allow: [], deny: ['203.0.113.0/24'] },
    })
    const snapshot = compilePolicy({ version: 1, document }, 'jira')
    const decision = evaluate(snapshot, aSituation({ address: 'unknown' }))
    expect(decision).to.include({ effect: 'deny', code: 'call/outside-networks' })
  })
})

describe('a denial of reads', () => {
  it('denies a search whose path is spelled in other letters', () => {
    const deny = { ...EVERYTHING, id: 'no', effect: 'deny', methods: 'reads' } as const
    const document = aDocument({
      resources: [{ ...deny, path: '/rest/api/3/search/**' }, EVERYTHING],
    })
    const snapshot = compilePolicy({ version: 1, document }, 'jira')
    for (const path of ['/rest/api/3/search', '/rest/api/3/Search', '/rest/api/3/search/JQL']) {
      const call = aCall({ method: 'POST', path })
      expect(evaluate(snapshot, aSituation({ call })), path).to.include({ code: 'call/denied' })
    }
  })
})
