import { BlockList } from 'node:net'
import { expect } from 'chai'
import fc from 'fast-check'
import type { TokenLimits } from '../../src/identity/api-token.ts'
import { createTokens } from '../../src/identity/token-service.ts'
import type { TokenWish } from '../../src/identity/tokens.ts'
import { matchesGlob } from '../../src/lib/glob.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { Secret } from '../../src/lib/secret.ts'
import { networkSet } from '../../src/policy/network-set.ts'
import { memoryTokenStore } from '../pages/memory-stores.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { testLog } from '../support/sinks.ts'

/** Node's own reading of networks, for which every IPv4 address is one of IPv6 as well. */
function isListed(networks: readonly string[], address: string): boolean {
  const list = new BlockList()
  for (const network of networks) {
    const [text = '', bits] = network.split('/')
    const family = text.includes(':') ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(text, family)
    else list.addSubnet(text, Number(bits), family)
  }
  return list.check(address, address.includes(':') ? 'ipv6' : 'ipv4')
}

/** Two readings, since a change must not widen by either: that of our own decisions, and Node's. */
const READINGS = [
  (networks: readonly string[], address: string) => networkSet(networks)(address),
  isListed,
] as const

interface Call {
  readonly address: string
  readonly path: string
  readonly place: string
}

function admits(
  limits: TokenLimits,
  { address, path, place }: Call,
  hasAddress: (typeof READINGS)[number],
): boolean {
  const { networks, resources, places } = limits
  return (
    (networks === undefined || hasAddress(networks, address)) &&
    (resources?.some((glob) => matchesGlob(glob, path)) ?? true) &&
    (places?.includes(place) ?? true)
  )
}

// Few and near to one another, so that one is often inside another, or nearly.
const NETWORKS = [
  ...['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '10.1.2.0/24', '10.1.2.3', '10.1.2.3/32'],
  ...['10.128.0.0/9', '192.0.2.0/24', '::/0', '2001:db8::/32', '2001:db8:1::/48'],
  ...['2001:db8:1::1', '::ffff:0:0/96', '::ffff:10.0.0.0/104', '::ffff:10.1.2.3', '::/64'],
]
const ADDRESSES = [
  ...['10.1.2.3', '10.1.2.4', '10.1.9.9', '10.9.9.9', '10.200.0.1', '192.0.2.7', '198.51.100.1'],
  ...['2001:db8:1::1', '2001:db8:1::2', '2001:db8:2::1', '2001:db9::1', '::1'],
  ...['::ffff:10.1.2.3', '::ffff:192.0.2.7'],
]
const SEGMENTS = ['a', 'ab', 'b', '1']
const PLACES = ['OPS', 'DEV', 'HR']

const glob = fc
  .array(fc.constantFrom(...SEGMENTS, '*', '**', 'a*', '*b', '***'), { minLength: 1, maxLength: 3 })
  .map((parts) => `/${parts.join('/')}`)
const some = <T>(entry: fc.Arbitrary<T>) =>
  fc.option(fc.uniqueArray(entry, { minLength: 1, maxLength: 3 }), { nil: undefined, freq: 3 })
const limitsOf = fc.record({
  networks: some(fc.constantFrom(...NETWORKS)),
  resources: some(glob),
  places: some(fc.constantFrom(...PLACES)),
})
const callOf = fc.record({
  address: fc.constantFrom(...ADDRESSES),
  path: fc
    .array(fc.constantFrom(...SEGMENTS), { minLength: 0, maxLength: 4 })
    .map((parts) => `/${parts.join('/')}`),
  place: fc.constantFrom(...PLACES),
})

describe('limits that were changed without an administrator', () => {
  const tokens = createTokens({
    store: memoryTokenStore([]),
    hashKey: new Secret('the key of the stored hashes'),
    isAdmin: async () => false,
    idleDaysOf: async () => undefined,
    clock: stoppedClock(),
    ids: systemIds,
    log: testLog().log,
  })
  const by = { actor: 'account-alice', requestId: 'r', mayWiden: false }
  const wish: TokenWish = {
    tenantId: 'tenant',
    ownerAccountId: 'account-alice',
    name: 'nightly build',
    access: 'read',
    actsAs: 'user',
    lifetimeDays: 1,
    lifetimeDaysMax: 1,
    requestId: 'r',
  }
  const mayChange = async (held: TokenLimits, wanted: TokenLimits) => {
    const { token } = await tokens.issue({ ...wish, limits: held })
    try {
      await tokens.change('tenant', token.id, { limits: wanted }, by)
      return true
    } catch (thrown) {
      expect(thrown).to.be.instanceOf(Refusal).with.property('code', 'tokens/widening')
      return false
    }
  }

  it('admit nothing that the limits before did not', async () => {
    let passed = 0
    let refused = 0
    await fc.assert(
      fc.asyncProperty(
        limitsOf,
        limitsOf,
        fc.array(callOf, { minLength: 40, maxLength: 40 }),
        async (held, wanted, calls) => {
          if (!(await mayChange(held, wanted))) {
            refused += 1
            return
          }
          passed += 1
          for (const has of READINGS) {
            for (const call of calls.filter((each) => admits(wanted, each, has))) {
              expect(admits(held, call, has), JSON.stringify([held, wanted, call])).to.equal(true)
            }
          }
        },
      ),
      { numRuns: 1_000 },
    )
    // So that a rule which lets nothing pass, or everything, does not pass for a good one.
    expect(passed).to.be.greaterThan(50)
    expect(refused).to.be.greaterThan(200)
  })

  it('admit no address of any network that was not in one before', async () => {
    for (const held of NETWORKS) {
      for (const wanted of NETWORKS) {
        if (!(await mayChange({ networks: [held] }, { networks: [wanted] }))) continue
        for (const has of READINGS) {
          for (const address of ADDRESSES.filter((each) => has([wanted], each))) {
            expect(has([held], address), `${address}: ${wanted} in ${held}`).to.equal(true)
          }
        }
      }
    }
  })

  it('may be whatever is plainly narrower', async () => {
    const narrower: readonly (readonly [held: TokenLimits, wanted: TokenLimits])[] = [
      [{}, { networks: ['10.0.0.0/8'], resources: ['/a/**'], places: ['OPS'] }],
      [{ networks: ['10.0.0.0/8'] }, { networks: ['10.1.0.0/16', '10.2.3.4'] }],
      [{ networks: ['10.1.2.3'] }, { networks: ['10.1.2.3/32'] }],
      [{ networks: ['2001:db8::/32', '10.0.0.0/8'] }, { networks: ['2001:db8:1::/48'] }],
      [{ resources: ['/a/**'] }, { resources: ['/a/b', '/a/*/c', '/a/b/**', '/a/**'] }],
      [{ resources: ['/a/*'] }, { resources: ['/a/*'] }],
      [{ places: ['OPS', 'DEV'] }, { places: ['DEV'] }],
    ]
    for (const [held, wanted] of narrower) {
      expect(await mayChange(held, wanted), JSON.stringify(wanted)).to.equal(true)
    }
  })
})
