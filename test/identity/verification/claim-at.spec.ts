import { expect } from 'chai'
import fc from 'fast-check'
import { claimAt } from '../../../src/identity/verification/claim-at.ts'

const claims = {
  sub: 'ann',
  realm_access: { roles: ['admin', 'staff'] },
  'kubernetes.io': { namespace: 'ci' },
  'https://acme.com/groups': ['a'],
  'a~b': 1,
  '~1': 2,
  '/': 3,
  '': { '': 'empty' },
  no: null,
  off: false,
}

describe('the value at a claim path', () => {
  for (const [path, value] of [
    ['sub', 'ann'],
    ['realm_access.roles', ['admin', 'staff']],
    ['realm_access.roles.1', 'staff'],
    ['/sub', 'ann'],
    ['/realm_access/roles/0', 'admin'],
    ['/kubernetes.io/namespace', 'ci'],
    ['/https:~1~1acme.com~1groups/0', 'a'],
    ['/a~0b', 1],
    ['/~01', 2],
    ['/~1', 3],
    ['a~b', 1],
    ['//', 'empty'],
    ['no', null],
    ['off', false],
  ] as const) {
    it(`is found: ${path}`, () => {
      expect(claimAt(claims, path)).to.deep.equal(value)
    })
  }

  for (const path of [
    'kubernetes.io.namespace',
    'SUB',
    ' sub',
    'sub.0',
    'sub.length',
    'no.x',
    'off.x',
    'realm_access.roles.2',
    'realm_access.roles.01',
    'realm_access.roles.-1',
    'realm_access.roles.length',
    '/realm_access/roles/-',
    '/a~2b',
    '/a~b',
    '/a~',
    'toString',
    'constructor.name',
    '__proto__',
    '__proto__.toString',
    '/realm_access/hasOwnProperty',
  ]) {
    it(`is not there: ${path}`, () => {
      expect(claimAt(claims, path)).to.equal(undefined)
    })
  }

  it('is the token’s own, also where its name is one that every object has', () => {
    const own = JSON.parse('{"__proto__":{"a":1},"constructor":"c"}') as Record<string, unknown>
    expect(claimAt(own, '__proto__.a')).to.equal(1)
    expect(claimAt(own, 'constructor')).to.equal('c')
  })

  it('is found under any name by its JSON Pointer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (outer, inner) => {
        const escaped = [outer, inner].map((each) =>
          each.replaceAll('~', '~0').replaceAll('/', '~1'),
        )
        const held = Object.fromEntries([[outer, Object.fromEntries([[inner, 'value']])]])
        expect(claimAt(held, `/${escaped.join('/')}`)).to.equal('value')
      }),
    )
  })

  it('is looked for without ever failing', () => {
    fc.assert(
      fc.property(fc.object(), fc.string({ unit: 'binary' }), (object, path) => {
        claimAt(object, path)
        claimAt(object, `/${path}`)
      }),
    )
  })
})
