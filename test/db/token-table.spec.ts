import { expect } from 'chai'
import type { AuditEvent } from '../../src/audit/audit-event.ts'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { openDatabase } from '../../src/db/database.ts'
import { createTokenTable } from '../../src/db/token-table.ts'
import type { ApiToken } from '../../src/identity/api-token.ts'
import { admitsNothing } from '../../src/identity/token-limits.ts'
import type { TokenStore } from '../../src/identity/token-store.ts'
import { memoryTokenStore } from '../pages/memory-stores.ts'
import { insist } from '../support/insist.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aChange, aToken } from '../support/things.ts'

const NOW = 1_800_000_000_000

interface StoreUnderTest {
  readonly store: TokenStore
  /** Kinds of the tenant's events. */
  readonly kinds: () => Promise<readonly string[]>
  readonly clear: () => Promise<void>
}

async function inSqlite(): Promise<StoreUnderTest> {
  const temporary = await temporaryDatabase()
  const audit = createAuditTable(temporary.database)
  return {
    store: createTokenTable(temporary.database),
    kinds: async () => (await audit.recent('jira-tenant', 100)).map(({ kind }) => kind),
    clear: () => temporary.clear(),
  }
}

async function inMemory(): Promise<StoreUnderTest> {
  const events: AuditEvent[] = []
  return {
    store: memoryTokenStore(events),
    kinds: async () => events.map(({ kind }) => kind),
    clear: async () => undefined,
  }
}

const made = (token: ApiToken) => aChange({ tenantId: token.tenantId, kind: 'token.created' })
const changed = () => aChange({ kind: 'token.changed' })

for (const [where, open] of [
  ['SQLite', inSqlite],
  ['memory', inMemory],
] as const) {
  describe(`the store of tokens in ${where}`, () => {
    let world: StoreUnderTest
    let store: TokenStore
    beforeEach(async () => {
      world = await open()
      store = world.store
    })
    afterEach(() => world.clear())

    const insert = async (given: Partial<ApiToken> = {}, liveMax?: number) => {
      const token = aToken({ createdAt: NOW, expiresAt: NOW + 1_000, ...given })
      return { token, isMade: await store.insert(token, made(token), liveMax) }
    }
    const find = (id: string, tenantId = 'jira-tenant') => store.find(tenantId, id)

    it('gives back what was written, with and without what a token need not have', async () => {
      const limits = { networks: ['10.0.0.0/8'], places: ['OPS'] }
      const whole = { limits, purpose: 'Deploys', createdBy: 'ada', rotatedFrom: 'old' }
      for (const given of [{}, whole]) {
        const { token, isMade } = await insert(given)
        expect(isMade).to.equal(true)
        expect(await find(token.id)).to.deep.equal(token)
        expect(await find(token.id, 'another')).to.equal(undefined)
      }
      expect(await store.list('jira-tenant')).to.have.length(2)
      expect(await store.list('another')).to.deep.equal([])
      const { token } = await insert({ ownerAccountId: 'bob' })
      expect(await store.list('jira-tenant', 'bob')).to.deep.equal([token])
    })

    it('has room for so many live tokens of an owner, and writes nothing beyond', async () => {
      const full = { ownerAccountId: 'ann' }
      expect((await insert(full, 2)).isMade).to.equal(true)
      await insert({ ...full, expiresAt: NOW })
      await insert({ ...full, revokedAt: NOW })
      await insert({ ...full, purpose: 'Deploys' })
      await insert({ ...full, tenantId: 'another' })
      await insert({ ownerAccountId: 'bob' })
      expect((await insert(full, 2)).isMade).to.equal(true)
      const before = await world.kinds()
      const refused = await insert(full, 2)
      expect(refused.isMade).to.equal(false)
      expect(await find(refused.token.id)).to.equal(undefined)
      expect(await world.kinds()).to.deep.equal(before)
      expect((await insert(full)).isMade).to.equal(true)
    })

    it('keeps the newest use, whatever is written last', async () => {
      const { token } = await insert()
      for (const at of [NOW, NOW - 60_000]) {
        await store.markUsed([{ tokenId: token.id, at }])
        expect((await find(token.id))?.lastUsedAt).to.equal(NOW)
      }
    })

    it('keeps the use of each of very many, and passes over those that are gone', async () => {
      const [first, last] = [await insert(), await insert()]
      const gone = Array.from({ length: 1_200 }, (_, index) => ({
        tokenId: `gone-${index}`,
        at: NOW,
      }))
      const uses = [first, last].map(({ token }) => ({ tokenId: token.id, at: NOW }))
      await store.markUsed([...uses.slice(0, 1), ...gone, ...uses.slice(1)])
      for (const { token } of [first, last]) {
        expect((await find(token.id))?.lastUsedAt).to.equal(NOW)
      }
    })

    it('changes power and end of a token, as it is at that moment', async () => {
      const { token } = await insert({ access: 'write' })
      const wanted = { limits: { places: ['OPS'] }, access: 'read', actsAs: 'app' } as const
      const update = await store.change('jira-tenant', token.id, (held) => {
        expect(held).to.deep.equal({ token, isRotated: false, predecessor: undefined })
        return { token: { ...token, ...wanted, expiresAt: NOW + 5 }, event: changed() }
      })
      expect(update.token).to.deep.equal({ ...token, ...wanted, expiresAt: NOW + 5 })
      expect(await find(token.id)).to.deep.equal(update.token)
      expect(await world.kinds()).to.have.members(['token.created', 'token.changed'])
    })

    it('writes a token’s successor with it, and knows of it afterwards', async () => {
      const { token } = await insert()
      const successor = aToken({ rotatedFrom: token.id })
      await store.change('jira-tenant', token.id, () => ({ token, successor, event: changed() }))
      expect(await find(successor.id)).to.deep.equal(successor)
      let isRotated: boolean | undefined
      await store.change('jira-tenant', token.id, (held) => {
        isRotated = held?.isRotated
        return { token }
      })
      expect(isRotated).to.equal(true)
    })

    it('knows the token whose place one took, of the same tenant alone', async () => {
      const { token: before } = await insert()
      const { token: foreign } = await insert({ tenantId: 'another' })
      for (const [rotatedFrom, expected] of [
        [before.id, before],
        [foreign.id, undefined],
        ['no-such-token', undefined],
      ] as const) {
        const { token } = await insert({ rotatedFrom })
        let predecessor: ApiToken | undefined = token
        await store.change('jira-tenant', token.id, (held) => {
          predecessor = held?.predecessor
          return { token }
        })
        expect(predecessor).to.deep.equal(expected)
      }
    })

    it('changes nothing without an event, when the decision throws, and of what is not there', async () => {
      const { token } = await insert({ access: 'write' })
      const narrowed = { ...token, access: 'read' } as const
      await store.change('jira-tenant', token.id, () => ({ token: narrowed }))
      const thrown = await store
        .change('jira-tenant', token.id, () => {
          throw new RangeError('no')
        })
        .catch((cause: unknown) => cause)
      expect(thrown).to.be.instanceOf(RangeError)
      for (const [tenantId, id] of [
        ['another', token.id],
        ['jira-tenant', 'no-such-token'],
      ] as const) {
        await store.change(tenantId, id, (held) => {
          expect(held).to.equal(undefined)
          return { token }
        })
      }
      expect(await find(token.id)).to.deep.equal(token)
      expect(await world.kinds()).to.deep.equal(['token.created'])
    })

    describe('of tokens that nobody uses', () => {
      const since = NOW - 1_000
      const unused = { createdAt: since, expiresAt: NOW + 1 }
      const revokeAll = async (limit: number, keep: readonly string[] = []) => {
        const revoked: string[] = []
        let batches = 0
        for (let after: string | undefined = ''; after !== undefined; batches += 1) {
          const batch = { since, now: NOW, after, limit }
          const done = await store.revokeUnused('jira-tenant', batch, ({ id }) =>
            keep.includes(id) ? undefined : aChange({ kind: 'token.revoked', subject: id }),
          )
          revoked.push(...done.revoked.map(({ id }) => id))
          after = done.next
        }
        return { revoked, batches }
      }

      it('revokes those that were neither made nor used since, and no others', async () => {
        const old = [await insert(unused), await insert({ ...unused, lastUsedAt: since })]
        const others = [
          await insert({ ...unused, createdAt: since + 1 }),
          await insert({ ...unused, lastUsedAt: since + 1 }),
          await insert({ ...unused, expiresAt: NOW }),
          await insert({ ...unused, revokedAt: NOW - 5 }),
          await insert({ ...unused, tenantId: 'another' }),
        ]
        expect((await revokeAll(10)).revoked).to.have.members(old.map(({ token }) => token.id))
        for (const { token } of old) expect((await find(token.id))?.revokedAt).to.equal(NOW)
        for (const { token } of others) {
          expect(await find(token.id, token.tenantId)).to.deep.equal(token)
        }
        const kinds = await world.kinds()
        expect(kinds.filter((kind) => kind === 'token.revoked')).to.have.length(2)
      })

      it('looks at all of them in batches, also where most are to stay', async () => {
        const all: string[] = []
        for (let at = 0; at < 7; at += 1) all.push((await insert(unused)).token.id)
        const keep = all.slice(0, 6)
        const { revoked, batches } = await revokeAll(2, keep)
        expect(revoked).to.deep.equal(all.slice(6))
        expect(batches).to.equal(4)
        for (const id of keep) expect((await find(id))?.revokedAt).to.equal(undefined)
      })
    })
  })
}

describe('the table of tokens', () => {
  let temporary: TemporaryDatabase
  let store: TokenStore
  beforeEach(async () => {
    temporary = await temporaryDatabase()
    store = createTokenTable(temporary.database)
  })
  afterEach(() => temporary.clear())

  const insert = async (given: Partial<ApiToken> = {}) => {
    const token = aToken(given)
    await store.insert(token, made(token))
    return token
  }

  it('reads limits that it does not understand as those that admit nothing', async () => {
    const { id } = await insert({ limits: { places: ['OPS'] } })
    for (const limits of [
      ...['', 'null', '[]', '{', '"x"', '7', '{"places":[]}', '{"places":"OPS"}'],
      ...['{"places":null}', '{"networks":["everywhere"]}', '{"places":["OPS"],"hours":[9]}'],
    ]) {
      await temporary.database.write(async ({ tokens }) => {
        await tokens.update({ limits }, { where: { id } })
      })
      const token = await store.find('jira-tenant', id)
      expect(token !== undefined && admitsNothing(token.limits), limits).to.equal(true)
      expect((await store.list('jira-tenant'))[0]?.limits).to.deep.equal(token?.limits)
    }
  })

  it('lets one token take another’s place, whoever writes', async () => {
    await insert({ rotatedFrom: 'old' })
    await insert({ rotatedFrom: 'old', tenantId: 'another' })
    const second = insert({ rotatedFrom: 'old' }).catch((cause: unknown) => cause)
    expect(await second).to.be.instanceOf(Error)
    expect(await store.list('jira-tenant')).to.have.length(1)
  })

  it('writes no token beyond the most of an owner, also from two connections', async () => {
    const neighbour = await openDatabase(temporary.file)
    const stores = [store, createTokenTable(neighbour)]
    const done = await Promise.all(
      Array.from({ length: 20 }, (_, at) => {
        const token = aToken()
        return insist(async () => await stores[at % 2]?.insert(token, made(token), 5))
      }),
    )
    expect(done.filter((isMade) => isMade === true)).to.have.length(5)
    expect(await store.list('jira-tenant')).to.have.length(5)
    await neighbour.close()
  })

  it('changes a token together with its audit event or not at all', async () => {
    const token = aToken({ access: 'write' })
    const event = made(token)
    await store.insert(token, event)
    const narrowed = { ...token, access: 'read' } as const
    const unused = { since: token.createdAt, now: token.createdAt, after: '', limit: 9 }
    // The same event id again breaks the second half of each transaction.
    for (const work of [
      store.change('jira-tenant', token.id, () => ({
        ...{ token: narrowed, successor: aToken({ rotatedFrom: token.id }), event },
      })),
      store.revokeUnused('jira-tenant', unused, () => event),
    ]) {
      expect(await work.catch((cause: unknown) => cause)).to.be.instanceOf(Error)
    }
    expect(await store.list('jira-tenant')).to.deep.equal([token])
  })

  it('finds nothing for a text with a NUL, at which SQLite would end the statement', async () => {
    await insert()
    expect(await store.find('jira-tenant', 'a\0b')).to.equal(undefined)
    expect(await store.list('jira-tenant', 'a\0b')).to.deep.equal([])
  })
})
