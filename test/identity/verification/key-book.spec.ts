import { expect } from 'chai'
import { createKeyBook } from '../../../src/identity/verification/key-book.ts'
import type { Provider } from '../../../src/identity/providers/provider.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { createProviderClient } from '../../../src/upstream/provider-client.ts'
import { startSmallServer } from '../../gateway/world/small-server.ts'
import { stoppedClock } from '../../support/movable-clock.ts'
import { expectRefusal } from '../../support/refusals.ts'
import { aTenant } from '../../support/things.ts'
import { aKeyBook, kidsOf, READERS } from './counting-keys.ts'
import { introspected } from './introspection-things.ts'
import { aProvider } from '../providers/provider-things.ts'

describe('keys that were entered', () => {
  it('are read once as long as the provider is as it is, and ask nobody', async () => {
    const book = aKeyBook()
    for (const keys of [
      { from: 'pem', pems: ['first', 'second'] },
      { from: 'secret', secret: new Secret('of the provider') },
    ] as const) {
      const provider = aProvider({ keys })
      const set = await book.keys(undefined, { provider })
      expect(await book.keys('whatever', { provider })).to.equal(set)
      expect(await book.keys(undefined, { provider: { ...provider } })).not.to.equal(set)
    }
    expect(book.asked).to.deep.equal([])
  })

  it('change with the provider from the next call on', async () => {
    const book = aKeyBook()
    const keysOf = async (...pems: string[]) => {
      const set = await book.keys(undefined, {
        provider: aProvider({ keys: { from: 'pem', pems } }),
      })
      return set.keys.map(({ thumbprint }) => thumbprint)
    }
    expect(await keysOf('old')).to.deep.equal(['old'])
    expect(await keysOf('new', 'newer')).to.deep.equal(['new', 'newer'])
  })

  it('of which none is usable make the provider unavailable', async () => {
    const provider = aProvider({ keys: { from: 'pem', pems: [] } })
    await expectRefusal(aKeyBook().keys(undefined, { provider }), 'provider/unavailable')
  })
})

describe('keys that are published', () => {
  it('are found by their address, or by discovery from the issuer', async () => {
    const book = aKeyBook()
    await book.keys(undefined, { provider: aProvider({ keys: { from: 'discovery' } }) })
    await book.keys()
    expect(book.asked).to.deep.equal([
      'discovered https://login.acme.example',
      'keys of https://login.acme.example/keys',
    ])
    const nameless = aProvider({ keys: { from: 'discovery' }, issuer: undefined })
    await expectRefusal(book.keys(undefined, { provider: nameless }), 'provider/unavailable')
  })

  it('are asked for once by a thousand calls at the same time', async () => {
    const book = aKeyBook()
    const release = book.hold()
    const all = Promise.all(Array.from({ length: 1_000 }, () => book.keys('one')))
    release()
    expect(new Set(await all).size).to.equal(1)
    expect(book.asked).to.have.length(1)
  })

  it('are kept for one tenant, one provider and one address alone', async () => {
    const book = aKeyBook()
    const provider = book.provider
    const discovered: Provider = { ...provider, keys: { from: 'discovery' } }
    const others = [
      { tenant: { ...book.tenant, id: `${book.tenant.id}-and-more` } },
      { provider: { ...provider, id: 'other' } },
      {
        provider: { ...provider, keys: { from: 'jwks', url: 'https://new.example/keys' } as const },
      },
      { provider: discovered },
      { provider: { ...discovered, issuer: 'https://new.example' } },
    ]
    const sets = new Set([await book.keys()])
    for (const other of others) sets.add(await book.keys(undefined, other))
    expect(sets.size).to.equal(6)
    expect(book.asked).to.have.length(6)

    expect(sets).to.include(await book.keys(undefined, { provider: { ...provider } }))
    for (const other of others) expect(sets).to.include(await book.keys(undefined, other))
    expect(book.asked, 'each is held').to.have.length(6)
  })

  it('are forgotten with their tenant, and only with it', async () => {
    const book = aKeyBook()
    const other = { tenant: { ...book.tenant, id: `${book.tenant.id}-and-more` } }
    const set = await book.keys()
    const kept = await book.keys(undefined, other)
    book.book.forget([book.tenant.id])
    expect(await book.keys()).not.to.equal(set)
    expect(await book.keys(undefined, other)).to.equal(kept)
  })

  it('under way while their tenant is forgotten are not kept, nor joined by later calls', async () => {
    const book = aKeyBook()
    const release = book.hold()
    const early = book.keys()
    book.book.forget([book.tenant.id])
    book.publish('two')
    const late = await book.keys()
    expect(kidsOf(late)).to.deep.equal(['two'])
    release()
    expect(await early).not.to.equal(late)
    expect(await book.keys()).to.equal(late)
  })

  it('take bounded room for a tenant: only its own go, the longest unused first', async () => {
    const book = aKeyBook()
    const other = { tenant: aTenant() }
    const [first, kept] = [await book.keys(), await book.keys(undefined, other)]
    const draft = (i: number) => ({ provider: { ...book.provider, id: `draft-${String(i)}` } })
    for (let i = 0; i < 127; i += 1) await book.keys(undefined, draft(i))
    expect(await book.keys(), 'a whole policy of providers is held').to.equal(first)
    for (let i = 0; i < 1_000; i += 1) await book.keys(undefined, draft(i))
    expect(await book.keys()).not.to.equal(first)
    expect(await book.keys(undefined, other)).to.equal(kept)
  })

  it('take bounded room for all together', async () => {
    const book = aKeyBook()
    const first = await book.keys()
    for (let i = 0; i < 2_048; i += 1) await book.keys(undefined, { tenant: aTenant() })
    expect(await book.keys()).not.to.equal(first)
  })

  it('are not what a provider has that introspects: asking for them is a fault of ours', async () => {
    const provider = aProvider({ keys: introspected() })
    const thrown = await aKeyBook()
      .keys(undefined, { provider })
      .catch((cause: unknown) => cause)
    expect(thrown).to.be.instanceOf(Error).with.property('name', 'Error')
  })
})

describe('keys of a real server', () => {
  it('follow its rotation, outlast its fall for an hour, and end with it', async () => {
    const clock = stoppedClock()
    const server = await startSmallServer()
    const client = createProviderClient({ allowPrivateAddresses: true, clock })
    const book = createKeyBook({ client, readers: READERS, clock })
    const provider = aProvider({ keys: { from: 'jwks', url: `${server.origin}/keys` } })
    const tenant = aTenant()
    const publish = (...kids: string[]) => {
      server.handler = (_req, res) =>
        res.end(JSON.stringify({ keys: kids.map((kid) => ({ kid })) }))
    }

    publish('old')
    expect(kidsOf(await book.keysOf(tenant, provider, 'old'))).to.deep.equal(['old'])
    publish('old', 'new')
    expect(kidsOf(await book.keysOf(tenant, provider, 'new'))).to.deep.equal(['old', 'new'])
    publish('new')
    clock.move(10 * 60_000)
    expect(kidsOf(await book.keysOf(tenant, provider, 'old')), 'taken back').to.deep.equal(['new'])

    await server.close()
    clock.move(60 * 60_000)
    expect(kidsOf(await book.keysOf(tenant, provider, 'new'))).to.deep.equal(['new'])
    clock.move(10 * 60_000)
    const refusal = await expectRefusal(
      book.keysOf(tenant, provider, 'new'),
      'provider/unavailable',
    )
    expect(refusal.detail).to.match(/ECONNREFUSED/)
    await client.close()
  })
})
