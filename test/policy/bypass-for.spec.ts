import { expect } from 'chai'
import { bypassFor } from '../../src/policy/bypass-for.ts'
import type { Bypass } from '../../src/policy/bypass.ts'
import { aCall } from '../support/things.ts'
import { aSnapshot } from './rule-things.ts'

const ENDS = Date.parse('2026-12-31T00:00:00Z')

function aBypass(given: Partial<Bypass> = {}): Bypass {
  return {
    id: 'old-script',
    name: 'The old script',
    enabled: true,
    methods: ['GET'],
    path: '/rest/api/3/issue/{key}/**',
    networks: ['203.0.113.0/24'],
    ownerAccountId: 'account-alice',
    reason: 'It cannot be changed before the summer.',
    expiresAt: '2026-12-31T00:00:00Z',
    ...given,
  }
}

function taken(
  bypasses: readonly Bypass[],
  call: Parameters<typeof aCall>[0] = {},
  address = '203.0.113.9',
  now = ENDS - 1,
): string | undefined {
  const asked = aCall({ path: '/rest/api/3/issue/P-1', ...call })
  return bypassFor(aSnapshot({ bypasses }), asked, address, now)?.id
}

describe('a bypass', () => {
  it('is taken by calls of its methods and path from its networks', () => {
    expect(taken([aBypass()])).to.equal('old-script')
    expect(taken([aBypass()], { method: 'HEAD' })).to.equal('old-script')
    expect(taken([aBypass()], { method: 'POST' })).to.equal(undefined)
    expect(taken([aBypass()], { path: '/rest/api/2/issue/P-1' })).to.equal(undefined)
    for (const address of ['203.0.114.1', 'unknown', '']) {
      expect(taken([aBypass()], {}, address), address).to.equal(undefined)
    }
    const search = { method: 'POST', path: '/rest/api/3/search/jql' }
    const reads = aBypass({ methods: 'reads', path: '/**' })
    expect(taken([reads], search)).to.equal('old-script')
    expect(taken([reads], { method: 'POST' })).to.equal(undefined)
  })

  it('ends by itself, at the moment that it says', () => {
    expect(taken([aBypass()], {}, undefined, ENDS - 1)).to.equal('old-script')
    expect(taken([aBypass()], {}, undefined, ENDS)).to.equal(undefined)
    expect(taken([aBypass({ expiresAt: 'some day' })])).to.equal(undefined)
  })

  it('is not taken while it is switched off, nor by another spelling of its path', () => {
    expect(taken([aBypass({ enabled: false })])).to.equal(undefined)
    for (const path of ['/rest/api/3/ISSUE/P-1', '/rest/api/3//issue/P-1', '/rest/api/3/issue']) {
      expect(taken([aBypass()], { path }), path).to.equal(undefined)
    }
  })

  it('is the first of several that fit', () => {
    const bypasses = [
      aBypass({ id: 'ended', expiresAt: '2020-01-01T00:00:00Z' }),
      aBypass({ id: 'elsewhere', networks: ['10.0.0.0/8'] }),
      aBypass({ id: 'one', path: '/**' }),
      aBypass({ id: 'two' }),
    ]
    expect(taken(bypasses)).to.equal('one')
    expect(taken([...bypasses].reverse())).to.equal('two')
  })
})
