import { expect } from 'chai'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { createTokenTable } from '../../src/db/token-table.ts'
import type { Credential } from '../../src/identity/credential.ts'
import { NOT_MINE } from '../../src/identity/credential.ts'
import { createTokens } from '../../src/identity/token-service.ts'
import { newTokenText } from '../../src/identity/token-text.ts'
import type { Tokens, TokenWish } from '../../src/identity/tokens.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { Secret } from '../../src/lib/secret.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { expectRefusal } from '../support/refusals.ts'
import { dumpDatabase, testLog, watchForSecret } from '../support/sinks.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aTenant } from '../support/things.ts'

const DAY_MS = 24 * 60 * 60 * 1000

describe('API tokens', () => {
  const tenant = aTenant()
  const other = aTenant()
  const wish: TokenWish = {
    tenantId: tenant.id,
    ownerAccountId: 'account-alice',
    name: 'nightly build',
    access: 'read',
    actsAs: 'user',
    lifetimeDays: 30,
    lifetimeDaysMax: 365,
    requestId: 'request',
  }
  let clock = stoppedClock()
  let temporary: TemporaryDatabase
  let tokens: Tokens

  beforeEach(async () => {
    clock = stoppedClock()
    temporary = await temporaryDatabase()
    tokens = createTokens({
      store: createTokenTable(temporary.database),
      hashKey: new Secret('the key of the stored hashes'),
      isAdmin: async () => true,
      idleDaysOf: async () => undefined,
      clock,
      ids: systemIds,
      log: testLog().log,
    })
  })
  afterEach(() => temporary.clear())

  const bearer = (text: Secret | string): Credential => ({
    scheme: 'bearer',
    token: typeof text === 'string' ? new Secret(text) : text,
  })
  const auditKinds = async () => {
    const events = await createAuditTable(temporary.database).recent(tenant.id, 100)
    return events.map((event) => event.kind)
  }

  it('name the principal as a bearer token and as the password of Basic alike', async () => {
    const { token, text } = await tokens.issue(wish)
    const expected = {
      tenantId: tenant.id,
      actsAs: { kind: 'user', accountId: 'account-alice' },
      access: 'read',
      networks: undefined,
      resources: undefined,
      places: undefined,
      token: { createdAt: clock.now(), lastActiveAt: clock.now(), isService: false },
      credential: { kind: 'api-token', id: token.id },
      ownerAccountId: 'account-alice',
    }
    const basic: Credential = {
      scheme: 'basic',
      username: 'whoever',
      password: text,
      authorization: new Secret(`Basic ${btoa(`whoever:${text.reveal()}`)}`),
    }
    expect(await tokens.authenticate(bearer(text), tenant)).to.deep.equal(expected)
    expect(await tokens.authenticate(basic, tenant)).to.deep.equal(expected)
  })

  it('act as the app when they were made so', async () => {
    const { text } = await tokens.issue({ ...wish, actsAs: 'app' })
    const principal = await tokens.authenticate(bearer(text), tenant)
    expect(principal).to.deep.include({ actsAs: { kind: 'app' }, ownerAccountId: 'account-alice' })
  })

  it('leave credentials of other kinds to other authenticators', async () => {
    expect(await tokens.authenticate(bearer('eyJhbGciOi.x.y'), tenant)).to.equal(NOT_MINE)
  })

  it('are refused alike when unknown, wrong, misspelt or of another tenant', async () => {
    const { text } = await tokens.issue(wish)
    const stranger = createTokens({
      store: createTokenTable(temporary.database),
      hashKey: new Secret('another key'),
      isAdmin: async () => true,
      idleDaysOf: async () => undefined,
      clock,
      ids: systemIds,
      log: testLog().log,
    })
    const unknown = (await stranger.issue({ ...wish, tenantId: other.id })).text
    const refusals = [
      await expectRefusal(tokens.authenticate(bearer(unknown), tenant), 'credential/invalid'),
      await expectRefusal(tokens.authenticate(bearer(text), other), 'credential/invalid'),
      await expectRefusal(
        tokens.authenticate(bearer(`${text.reveal()}x`), tenant),
        'credential/invalid',
      ),
      await expectRefusal(stranger.authenticate(bearer(text), tenant), 'credential/invalid'),
      await expectRefusal(tokens.authenticate(bearer('gatehouse_'), tenant), 'credential/invalid'),
    ]
    expect(refusals).to.have.length(5)
  })

  it('a revoked token is refused from the next call on, also when it was in memory', async () => {
    const { token, text } = await tokens.issue(wish)
    await tokens.authenticate(bearer(text), tenant)
    await tokens.revoke(tenant.id, token.id, { actor: 'account-admin', requestId: 'r' })
    await expectRefusal(tokens.authenticate(bearer(text), tenant), 'credential/revoked')
    expect(await auditKinds()).to.have.members(['token.created', 'token.revoked'])
  })

  it('a token revoked while a look-up is under way does not come back from memory', async () => {
    const { token, text } = await tokens.issue(wish)
    const early = tokens.authenticate(bearer(text), tenant)
    await tokens.revoke(tenant.id, token.id, { actor: 'account-admin', requestId: 'r' })
    await Promise.resolve(early).catch(() => undefined)
    await expectRefusal(tokens.authenticate(bearer(text), tenant), 'credential/revoked')
  })

  it('revoking twice is fine and recorded once', async () => {
    const { token } = await tokens.issue(wish)
    const by = { actor: 'account-admin', requestId: 'r' }
    await tokens.revoke(tenant.id, token.id, by)
    await tokens.revoke(tenant.id, token.id, by)
    expect((await auditKinds()).filter((kind) => kind === 'token.revoked')).to.have.length(1)
  })

  it('an owner can revoke only own tokens, and nobody a token of another tenant', async () => {
    const { token, text } = await tokens.issue(wish)
    const bob = { actor: 'account-bob', requestId: 'r', ownerAccountId: 'account-bob' }
    const admin = { actor: 'account-admin', requestId: 'r' }
    await expectRefusal(tokens.revoke(tenant.id, token.id, bob), 'request/not-found')
    await expectRefusal(tokens.revoke(other.id, token.id, admin), 'request/not-found')
    expect(await tokens.authenticate(bearer(text), tenant)).not.to.equal(NOT_MINE)
  })

  it('end by themselves, with a code of its own for who holds the right one', async () => {
    const { text } = await tokens.issue({ ...wish, lifetimeDays: 1 })
    clock.move(DAY_MS - 1)
    await tokens.authenticate(bearer(text), tenant)
    clock.move(1)
    await expectRefusal(tokens.authenticate(bearer(text), tenant), 'credential/expired')
  })

  it('cannot be made without an end, nor with one beyond the maximum, nor without a name', async () => {
    const bad: Partial<TokenWish>[] = [
      { lifetimeDays: 0 },
      { lifetimeDays: -1 },
      { lifetimeDays: 366 },
      { lifetimeDays: 1.5 },
      { lifetimeDays: Number.NaN },
      { lifetimeDays: Number.POSITIVE_INFINITY },
      { name: '   ' },
      { name: 'x'.repeat(81) },
    ]
    for (const each of bad) {
      await expectRefusal(tokens.issue({ ...wish, ...each }), 'request/invalid-input')
    }
    expect(await tokens.list(tenant.id)).to.deep.equal([])
    expect(await auditKinds()).to.deep.equal([])
  })

  it('cannot be made for longer than the tenant allows, whoever asks, nor where it allows nothing', async () => {
    const bounds: readonly (readonly [days: number, daysMax: number])[] = [
      [8, 7],
      [366, 1000],
      [1, 0],
      [1, Number.NaN],
    ]
    for (const [lifetimeDays, lifetimeDaysMax] of bounds) {
      for (const actsAs of ['user', 'app'] as const) {
        const beyond = { ...wish, actsAs, lifetimeDays, lifetimeDaysMax }
        await expectRefusal(tokens.issue(beyond), 'request/invalid-input')
      }
    }
    expect(await tokens.list(tenant.id)).to.deep.equal([])
    expect(await auditKinds()).to.deep.equal([])
    const { token } = await tokens.issue({ ...wish, lifetimeDays: 7, lifetimeDaysMax: 7 })
    expect(token.expiresAt).to.equal(clock.now() + 7 * DAY_MS)
  })

  it('all live tokens of a gone account are revoked together, others are not touched', async () => {
    const mine = [await tokens.issue(wish), await tokens.issue({ ...wish, actsAs: 'app' })]
    const bobs = await tokens.issue({ ...wish, ownerAccountId: 'account-bob' })
    const by = { actor: 'product', requestId: 'r' }
    expect(await tokens.revokeAllOf(tenant.id, 'account-alice', by)).to.equal(2)
    expect(await tokens.revokeAllOf(tenant.id, 'account-alice', by)).to.equal(0)
    for (const { text } of mine) {
      await expectRefusal(tokens.authenticate(bearer(text), tenant), 'credential/revoked')
    }
    expect(await tokens.authenticate(bearer(bobs.text), tenant)).not.to.equal(NOT_MINE)
  })

  it('serve nothing when their stored limits cannot be read, and are told apart by nobody', async () => {
    const { token, text } = await tokens.issue({ ...wish, limits: { places: ['OPS'] } })
    await temporary.database.write(async (tables) => {
      await tables.tokens.update({ limits: '{"places":' }, { where: { id: token.id } })
    })
    const refusal = await expectRefusal(
      tokens.authenticate(bearer(text), tenant),
      'credential/invalid',
    )
    expect(refusal.detail).to.contain('limits')
    const by = { actor: 'account-alice', requestId: 'r', ownerAccountId: 'account-alice' }
    const change = { limits: { places: ['OPS'] } }
    const owners = tokens.change(tenant.id, token.id, change, { ...by, mayWiden: false })
    await expectRefusal(owners, 'tokens/widening')
    await tokens.change(tenant.id, token.id, change, { ...by, mayWiden: true })
    expect(await tokens.authenticate(bearer(text), tenant)).to.deep.include({ places: ['OPS'] })
  })

  it('last use is written at most once a minute, and not before it is flushed', async () => {
    const { text } = await tokens.issue(wish)
    const lastUsed = async () => (await tokens.list(tenant.id))[0]?.lastUsedAt
    const start = clock.now()
    await tokens.authenticate(bearer(text), tenant)
    expect(await lastUsed()).to.equal(undefined)
    await tokens.flush()
    expect(await lastUsed()).to.equal(start)
    clock.move(59_000)
    await tokens.authenticate(bearer(text), tenant)
    await tokens.flush()
    expect(await lastUsed()).to.equal(start)
    clock.move(1_000)
    await tokens.authenticate(bearer(text), tenant)
    await tokens.flush()
    expect(await lastUsed()).to.equal(start + 60_000)
  })

  it('tell their tenant, and nothing else does: no other text, no id that is unknown', async () => {
    const mine = await tokens.issue(wish)
    const theirs = await tokens.issue({ ...wish, tenantId: other.id })
    expect(await tokens.tenantIdOf(mine.text)).to.equal(tenant.id)
    expect(await tokens.tenantIdOf(theirs.text)).to.equal(other.id)
    const unknown = newTokenText(systemIds).text
    for (const text of [unknown.reveal(), '', mine.token.id, `${mine.text.reveal()}x`]) {
      expect(await tokens.tenantIdOf(new Secret(text))).to.equal(undefined)
    }
  })

  it('are on disk only as a keyed hash', async () => {
    const { token, text } = await tokens.issue(wish)
    watchForSecret(text.reveal())
    const dump = dumpDatabase(temporary.file)
    expect(dump).to.contain(token.id)
    expect(dump).not.to.contain(text.reveal().split('_')[2])
  })
})
