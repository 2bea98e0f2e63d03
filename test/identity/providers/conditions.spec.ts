import { expect } from 'chai'
import fc from 'fast-check'
import { holds, newLook } from '../../../src/identity/providers/conditions.ts'
import { parseCondition } from '../../../src/identity/providers/parse-condition.ts'
import type { ClaimScalar, Condition } from '../../../src/identity/providers/provider.ts'
import type { Claims } from '../../../src/identity/verification/token-findings.ts'
import { aCountedList } from './counted.ts'

const CLAIMS: Claims = {
  sub: 'ann',
  level: 7,
  admin: true,
  ref_protected: 'true',
  groups: ['staff', 'deploy', 7],
  none_of: [],
  realm_access: { roles: ['dev'] },
  'kubernetes.io': { namespace: 'ci' },
  nothing: null,
}
/** Whose groups were too many for the token, in each of Microsoft's ways. */
const OVERAGE: readonly Claims[] = [
  { sub: 'ann', _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'x' } } },
  { sub: 'ann', hasgroups: true },
  { sub: 'ann', hasgroups: 'true' },
]
const IN_STAFF: Condition = { claim: 'groups', equals: 'staff' }
const IS_ANN: Condition = { claim: 'sub', equals: 'ann' }
const IS_BOB: Condition = { claim: 'sub', equals: 'bob' }

describe('a condition', () => {
  it('looks at one claim, wherever it stands', () => {
    const cases: [Condition, 'yes' | 'no'][] = [
      [{ claim: 'sub', equals: 'ann' }, 'yes'],
      [{ claim: 'sub', equals: 'Ann' }, 'no'],
      [{ claim: 'sub', in: ['bob', 'ann'] }, 'yes'],
      [{ claim: 'sub', in: ['bob'] }, 'no'],
      [{ claim: 'sub', prefix: 'an' }, 'yes'],
      [{ claim: 'sub', prefix: 'nn' }, 'no'],
      [{ claim: 'sub', glob: 'a*' }, 'yes'],
      [{ claim: 'sub', glob: 'a' }, 'no'],
      [{ claim: 'realm_access.roles', equals: 'dev' }, 'yes'],
      [{ claim: '/kubernetes.io/namespace', equals: 'ci' }, 'yes'],
      [{ claim: 'kubernetes.io/namespace', equals: 'ci' }, 'no'],
      [{ claim: 'missing', glob: '**' }, 'no'],
      [{ claim: 'nothing', equals: 'null' }, 'no'],
    ]
    for (const [condition, verdict] of cases) {
      expect(holds(condition, CLAIMS), JSON.stringify(condition)).to.equal(verdict)
    }
  })

  it('is met by one fitting element of a list, and by no empty list', () => {
    expect(holds({ claim: 'groups', equals: 'deploy' }, CLAIMS)).to.equal('yes')
    expect(holds({ claim: 'groups', prefix: 'st' }, CLAIMS)).to.equal('yes')
    expect(holds({ claim: 'groups', in: ['x', 7] }, CLAIMS)).to.equal('yes')
    expect(holds({ claim: 'groups', equals: 'admins' }, CLAIMS)).to.equal('no')
    expect(holds({ claim: 'none_of', glob: '**' }, CLAIMS)).to.equal('no')
  })

  it('takes no value for one of another type: a text is no number, and "true" is not true', () => {
    const wrong: [string, ClaimScalar][] = [
      ['level', '7'],
      ['admin', 'true'],
      ['admin', 1],
      ['ref_protected', true],
      ['nothing', false],
      ['none_of', ''],
      ['realm_access', '[object Object]'],
    ]
    for (const [claim, value] of wrong) {
      expect(holds({ claim, equals: value }, CLAIMS), claim).to.equal('no')
      expect(holds({ claim, in: [value] }, CLAIMS), claim).to.equal('no')
    }
    expect(holds({ claim: 'level', glob: '*' }, CLAIMS)).to.equal('no')
    expect(holds({ claim: 'level', prefix: '7' }, CLAIMS)).to.equal('no')
    expect(holds({ claim: 'level', equals: 7 }, CLAIMS)).to.equal('yes')
    expect(holds({ claim: 'ref_protected', equals: 'true' }, CLAIMS)).to.equal('yes')
  })

  it('is neither met nor missed where the issuer left the claim out for its size', () => {
    for (const claims of OVERAGE) {
      const unknown = { unknown: 'groups' }
      expect(holds(IN_STAFF, claims)).to.deep.equal(unknown)
      expect(holds({ none: [IN_STAFF] }, claims)).to.deep.equal(unknown)
      expect(holds({ all: [IS_ANN, IN_STAFF] }, claims)).to.deep.equal(unknown)
      expect(holds({ any: [IN_STAFF, IS_BOB] }, claims)).to.deep.equal(unknown)
      expect(holds({ none: [IS_BOB, IN_STAFF] }, claims)).to.deep.equal(unknown)
    }
  })

  it('is decided all the same where the claim that was left out makes no difference', () => {
    for (const claims of OVERAGE) {
      expect(holds({ all: [IN_STAFF, IS_BOB] }, claims)).to.equal('no')
      expect(holds({ any: [IN_STAFF, IS_ANN] }, claims)).to.equal('yes')
      expect(holds({ none: [IN_STAFF, IS_ANN] }, claims)).to.equal('no')
    }
  })

  it('takes nothing else for a mark of claims that were left out', () => {
    const claims: Claims[] = [
      {},
      { hasgroups: false },
      { hasgroups: 1 },
      { _claim_names: 'groups' },
      { _claim_names: ['groups'] },
      { _claim_names: null },
      { _claim_names: { roles: 'src1' } },
      JSON.parse('{"_claim_names":{"__proto__":{"groups":"src1"}}}') as Claims,
    ]
    for (const each of claims) expect(holds(IN_STAFF, each), JSON.stringify(each)).to.equal('no')
    expect(holds({ claim: 'roles', equals: 'a' }, { hasgroups: true })).to.equal('no')
  })

  it('is neither met nor missed by what is left of a claim, unless that fits', () => {
    const remains = [[], null, '', {}, ['other'], 'other', [['staff']]]
    for (const mark of OVERAGE) {
      for (const groups of remains) {
        const claims = { ...mark, groups }
        for (const leaf of [IN_STAFF, { claim: 'groups', in: ['a', 'staff'] }]) {
          expect(holds(leaf, claims), JSON.stringify(claims)).to.deep.equal({ unknown: 'groups' })
          expect(holds({ none: [leaf] }, claims)).to.deep.equal({ unknown: 'groups' })
        }
        expect(holds({ claim: 'groups', glob: 'staff*' }, claims)).to.be.an('object')
        expect(holds({ claim: 'groups', prefix: 'st' }, claims)).to.be.an('object')
      }
      for (const groups of ['staff', ['other', 'staff']]) {
        expect(holds(IN_STAFF, { ...mark, groups })).to.equal('yes')
        expect(holds({ none: [IN_STAFF] }, { ...mark, groups })).to.equal('no')
      }
    }
  })

  it('sees that the whole of a claim was left out when it asks for a part of it', () => {
    const claims = { _claim_names: { realm_access: 's', 'acme.com/groups': 's' } }
    const dotted: Condition = { claim: 'realm_access.roles', equals: 'a' }
    const pointed: Condition = { claim: '/acme.com~1groups/0', equals: 'a' }
    expect(holds(dotted, claims)).to.deep.equal({ unknown: 'realm_access.roles' })
    expect(holds(pointed, claims)).to.deep.equal({ unknown: '/acme.com~1groups/0' })
  })

  it('says nothing of texts that are too long to be compared, unless one before them fits', () => {
    const long = 'x/'.repeat(200_000)
    const glob: Condition = { claim: 'groups', glob: '**b' }
    const unknown = { unknown: 'groups' }
    expect(holds(glob, { groups: long })).to.deep.equal(unknown)
    expect(holds({ none: [glob] }, { groups: [long] })).to.deep.equal(unknown)
    expect(holds(glob, { groups: ['a', long, 'b'] })).to.deep.equal(unknown)
    expect(holds(glob, { groups: ['a', 'b', long] })).to.equal('yes')
    const many = Array.from({ length: 200_000 }, () => 'a')
    expect(holds(glob, { groups: many })).to.deep.equal(unknown)
    expect(holds({ claim: 'groups', prefix: 'b' }, { groups: many })).to.deep.equal(unknown)
  })

  it('finds a whole value in a list of any length, and goes over the list once for all conditions', () => {
    const list = aCountedList(Array.from({ length: 30_000 }, (_, index) => `g${index}`))
    const claims = { groups: list.values }
    const leaves = Array.from({ length: 250 }, (_, index): Condition[] => [
      { claim: 'groups', equals: `x${index}` },
      { claim: 'groups', in: [index, `x${index}`] },
    ]).flat()
    expect(holds({ any: leaves }, claims)).to.equal('no')
    expect(list.looks()).to.be.lessThan(30_100)
    expect(holds({ claim: 'groups', equals: 'g29999' }, claims)).to.equal('yes')
    expect(holds({ claim: 'groups', in: [1, 'g29999'] }, claims)).to.equal('yes')
  })

  it('lets patterns look at no more than they may in all, and then says nothing', () => {
    const list = aCountedList(Array.from({ length: 5_000 }, () => 'a/b/c/d'))
    const leaves = Array.from({ length: 500 }, (): Condition => ({
      claim: 'groups',
      glob: '**x**',
    }))
    const look = newLook()
    expect(holds({ any: leaves }, { groups: list.values }, look)).to.deep.equal({
      unknown: 'groups',
    })
    expect(list.looks()).to.be.lessThan(30_000)
    expect(holds({ claim: 'sub', prefix: 'bo' }, CLAIMS, look)).to.deep.equal({ unknown: 'sub' })
    expect(holds(IS_ANN, CLAIMS, look)).to.equal('yes')
  })

  it('never matches what every JavaScript object has', () => {
    const paths = [
      '__proto__',
      'constructor',
      'constructor.name',
      'toString',
      '/__proto__/polluted',
    ]
    for (const claim of [...paths, 'sub.length', 'groups.length', '_claim_names.constructor']) {
      for (const equals of ['Object', 3, 5, true]) {
        expect(holds({ claim, equals }, CLAIMS), claim).to.equal('no')
      }
      expect(holds({ claim, glob: '**' }, CLAIMS), claim).to.equal('no')
    }
    expect(holds({ claim: 'constructor', equals: 'a' }, { _claim_names: {} })).to.equal('no')
  })
})

describe('conditions together', () => {
  const names = fc.constantFrom('a', 'b', 'c', 'groups', '__proto__', 'a.b')
  const scalars = fc.constantFrom<ClaimScalar>('x', 'y', 'xy', 1, true)
  const leaves: fc.Arbitrary<Condition> = fc.oneof(
    fc.record({ claim: names, equals: scalars }),
    fc.record({ claim: names, prefix: fc.constantFrom('x', 'y') }),
    fc.record({ claim: names, glob: fc.constantFrom('x*', '*', 'y') }),
    fc.record({ claim: names, in: fc.array(scalars, { minLength: 1, maxLength: 3 }) }),
  )
  const trees = fc.letrec<{ tree: Condition }>((tie) => {
    const parts = fc.array(tie('tree'), { minLength: 1, maxLength: 3 })
    const group = fc.oneof(
      parts.map((all) => ({ all })),
      parts.map((any) => ({ any })),
      parts.map((none) => ({ none })),
    )
    return { tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaves, group) }
  }).tree
  const groups = fc.array(trees, { minLength: 1, maxLength: 4 })
  const values = fc.oneof(scalars, fc.array(scalars, { maxLength: 2 }), fc.constant(null))
  const claimSets: fc.Arbitrary<Claims> = fc
    .record(
      {
        a: values,
        b: values,
        c: fc.record({ b: values }),
        groups: values,
        hasgroups: fc.boolean(),
        _claim_names: fc.dictionary(fc.constantFrom('a', 'b', 'groups'), fc.constant('src1')),
      },
      { requiredKeys: [] },
    )
    .map((claims) => ({ ...claims }))

  const kindOf = (condition: Condition, claims: Claims) => {
    const verdict = holds(condition, claims)
    return typeof verdict === 'object' ? 'unknown' : verdict
  }
  const ofEach = (check: (parts: Condition[], claims: Claims) => void) =>
    fc.assert(fc.property(groups, claimSets, check), { numRuns: 500 })

  it('none is the contrary of any', () => {
    ofEach((parts, claims) => {
      const contrary = { yes: 'no', no: 'yes', unknown: 'unknown' } as const
      expect(kindOf({ none: parts }, claims)).to.equal(contrary[kindOf({ any: parts }, claims)])
    })
  })

  it('keep De Morgan’s laws, also where claims were left out', () => {
    ofEach((parts, claims) => {
      const not = (part: Condition): Condition => ({ none: [part] })
      expect(kindOf(not({ all: parts }), claims)).to.equal(kindOf({ any: parts.map(not) }, claims))
      expect(kindOf(not({ any: parts }), claims)).to.equal(kindOf({ all: parts.map(not) }, claims))
    })
  })

  it('come to the same in any order', () => {
    ofEach((parts, claims) => {
      const turned = parts.toReversed()
      expect(kindOf({ all: turned }, claims)).to.equal(kindOf({ all: parts }, claims))
      expect(kindOf({ any: turned }, claims)).to.equal(kindOf({ any: parts }, claims))
      expect(kindOf({ none: turned }, claims)).to.equal(kindOf({ none: parts }, claims))
    })
  })

  it('never come to another answer than they would had the claim not been left out', () => {
    fc.assert(
      fc.property(trees, claimSets, values, (tree, claims, groupsInFull) => {
        const rest = Object.fromEntries(
          Object.entries(claims).filter(([name]) => name !== 'groups'),
        )
        const verdict = kindOf(tree, { ...rest, hasgroups: true })
        if (verdict === 'unknown') return
        expect(kindOf(tree, { ...rest, hasgroups: true, groups: groupsInFull })).to.equal(verdict)
      }),
      { numRuns: 1000 },
    )
  })

  it('never come to another answer than they would had the whole of a list been there', () => {
    const lists = fc.array(scalars, { maxLength: 4 })
    const marks = fc.constantFrom<Claims>({ hasgroups: true }, { _claim_names: { groups: 's' } })
    const partly = fc.oneof(
      fc.tuple(lists, fc.nat(4)).map(([list, count]) => ({ list, rest: list.slice(0, count) })),
      lists.map((list) => ({ list, rest: null })),
      lists.map((list) => ({ list, rest: undefined })),
    )
    fc.assert(
      fc.property(trees, claimSets, partly, marks, (tree, claims, { list, rest }, mark) => {
        const other = { ...claims, hasgroups: false, _claim_names: undefined }
        const cut = { ...other, groups: rest, ...mark }
        const verdict = kindOf(tree, cut)
        if (verdict === 'unknown') return
        expect(kindOf(tree, { ...other, groups: list })).to.equal(verdict)
      }),
      { numRuns: 2000 },
    )
  })

  it('never throw, whatever a token holds, nor do they match through __proto__', () => {
    const anything = fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<Claims>
    fc.assert(
      fc.property(trees, anything, (tree, claims) => {
        expect(kindOf(tree, claims)).to.be.oneOf(['yes', 'no', 'unknown'])
        expect(kindOf({ claim: '__proto__.polluted', equals: 'x' }, claims)).to.equal('no')
      }),
    )
  })

  it('are read from JSON as they are, whatever tree of them is entered', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        expect(parseCondition(JSON.parse(JSON.stringify(tree)))).to.deep.equal({
          kind: 'accepted',
          value: tree,
        })
      }),
    )
  })
})
