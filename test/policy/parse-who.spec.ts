import { expect } from 'chai'
import { CREDENTIAL_KINDS } from '../../src/identity/principal.ts'
import { parseWho } from '../../src/policy/parse-who.ts'
import { placesIn, saidOf } from './rule-drafts.ts'

const group = { group: 'devs' }
const nested = (levels: number): unknown =>
  levels === 1 ? group : { all: [group, nested(levels - 1)] }

describe('for whom a rule holds, as it is handed in', () => {
  it('is one part of a kind that there is, or such parts joined', () => {
    const leaves = [
      group,
      { provider: 'acme' },
      ...CREDENTIAL_KINDS.map((credential) => ({ credential })),
      { token: 'Ab3dEf6hIj9lMn2p' },
      { network: '10.0.0.0/8' },
    ]
    const joined = [{ all: leaves }, { any: [{ none: leaves }] }]
    for (const value of [...leaves, ...joined]) {
      expect(parseWho(value)).to.deep.equal({ kind: 'accepted', value })
    }
  })

  it('is refused with a part of no kind or of two, each at its place', () => {
    const cases: [unknown, string][] = [
      [{}, ''],
      [null, ''],
      [[group], ''],
      [{ everyone: true }, ''],
      [{ group: 'devs', provider: 'acme' }, ''],
      [{ all: [group], none: [group] }, ''],
      [{ group: 'Devs' }, 'group'],
      [{ group: 'devs', not: true }, 'not'],
      [{ provider: '' }, 'provider'],
      [{ credential: 'cookie' }, 'credential'],
      [{ network: '10.0.0.1/8' }, 'network'],
      [{ all: [] }, 'all'],
      [{ any: group }, 'any'],
      [{ any: [group, { none: [{ group: 7 }] }] }, 'any.1.none.0.group'],
    ]
    for (const [who, path] of cases) {
      expect(placesIn(parseWho(who)), JSON.stringify(who)).to.deep.equal([path])
    }
    const mixed = parseWho({ all: [group], none: [group] })
    expect(saidOf(mixed)).to.equal('Has all and none; use only one of them.')
  })

  it('takes the id of a token, and never the token itself, which would then stand in the policy', () => {
    const token = `gatehouse_Ab3dEf6hIj9lMn2p_${'x'.repeat(32)}_000000`
    const parsed = parseWho({ token })
    expect(placesIn(parsed)).to.deep.equal(['token'])
    expect(saidOf(parsed)).not.to.contain(token)
  })

  it('is at most eight levels deep and has at most a hundred parts', () => {
    expect(placesIn(parseWho(nested(8)))).to.deep.equal([])
    expect(saidOf(parseWho(nested(9)))).to.equal('Nest parts at most 8 levels deep.')
    const wide = (count: number) => ({ any: Array.from({ length: count }, () => group) })
    expect(placesIn(parseWho(wide(100)))).to.deep.equal([])
    expect(saidOf(parseWho(wide(101)))).to.equal('Use at most 100 parts in a rule.')
    const spread = { all: Array.from({ length: 20 }, () => wide(6)) }
    expect(saidOf(parseWho(spread))).to.equal('Use at most 100 parts in a rule.')
  })
})
