import { expect } from 'chai'
import fc from 'fast-check'
import { ADMITS_NOTHING, admitsNothing, parseTokenLimits } from '../../src/identity/token-limits.ts'

describe('limits of a token', () => {
  const pathsOf = (input: unknown) => {
    const parsed = parseTokenLimits(input)
    return parsed.kind === 'accepted' ? [] : parsed.faults.map(({ path }) => path)
  }

  it('are networks, paths and places, each as it is wanted', () => {
    for (const limits of [
      {},
      { networks: ['10.0.0.0/8', '203.0.113.9', '2001:db8::/32'] },
      { resources: ['/rest/api/3/issue/**', '/api/v2/pages/*'] },
      { places: ['OPS', 'A', 'TEAM_1', '~5B10AC8D82E05B22CC7D4EF5', '~ALICE', '~557058:F3-A'] },
      { networks: ['10.0.0.0/8'], resources: ['/rest/**'], places: ['OPS'] },
    ]) {
      expect(parseTokenLimits(limits)).to.deep.equal({ kind: 'accepted', value: limits })
    }
    const absent = { networks: undefined, places: ['OPS'] }
    expect(parseTokenLimits(absent)).to.deep.equal({ kind: 'accepted', value: { places: ['OPS'] } })
  })

  it('are never an empty list: what limits nothing is left out', () => {
    for (const name of ['networks', 'resources', 'places']) {
      expect(pathsOf({ [name]: [] })).to.deep.equal([name])
    }
  })

  it('are refused with every fault at once, unknown members among them', () => {
    const faults = pathsOf({
      network: ['10.0.0.0/8'],
      networks: ['10.0.0.0/8', '10.0.0.1/8', 'everywhere', 7],
      resources: ['rest/**', '/wiki/rest/**', '/a/../b', '/a/**', '/a/**'],
      places: ['ops', '1A', 'A-1', '', '~', 'A'.repeat(256)],
    })
    expect(faults).to.have.members([
      'network',
      ...['networks.1', 'networks.2', 'networks.3'],
      ...['resources.0', 'resources.1', 'resources.2', 'resources.4'],
      ...['places.0', 'places.1', 'places.2', 'places.3', 'places.4', 'places.5'],
    ])
    for (const input of [null, 7, 'x', [], undefined]) expect(pathsOf(input)).to.deep.equal([''])
    expect(pathsOf({ places: 'OPS' })).to.deep.equal(['places'])
    expect(pathsOf({ places: null })).to.deep.equal(['places'])
  })

  it('say of an unknown member what was likely meant', () => {
    const parsed = parseTokenLimits({ resource: ['/rest/**'] })
    expect(parsed).to.have.nested.property('faults[0].says').that.contains('did you mean resources')
  })

  it('have a hundred entries at most, of which none is looked at when there are more', () => {
    const places = Array.from({ length: 101 }, (_, at) => `P${at}`)
    expect(pathsOf({ places: places.slice(1) })).to.deep.equal([])
    expect(pathsOf({ places })).to.deep.equal(['places'])
  })

  it('that cannot be read admit nothing, and nothing that was entered reads like that', () => {
    expect(admitsNothing(ADMITS_NOTHING)).to.equal(true)
    expect(parseTokenLimits(ADMITS_NOTHING).kind).to.equal('refused')
    fc.assert(
      fc.property(fc.anything(), (input) => {
        const parsed = parseTokenLimits(input)
        if (parsed.kind === 'accepted') expect(admitsNothing(parsed.value)).to.equal(false)
        else expect(parsed.faults).not.to.deep.equal([])
      }),
    )
  })
})
