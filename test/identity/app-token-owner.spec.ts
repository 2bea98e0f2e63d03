import { crc32 } from 'node:zlib'
import { expect } from 'chai'
import { createTokenTable } from '../../src/db/token-table.ts'
import type { AdminCheck } from '../../src/identity/admin-check.ts'
import { NOT_MINE, type Credential } from '../../src/identity/credential.ts'
import { createTokens } from '../../src/identity/token-service.ts'
import type { Tokens, TokenWish } from '../../src/identity/tokens.ts'
import { base62Of } from '../../src/lib/base62.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { Secret } from '../../src/lib/secret.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { expectRefusal } from '../support/refusals.ts'
import { testLog } from '../support/sinks.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aTenant } from '../support/things.ts'

/** The same id with another secret, and a checksum that fits. */
function lookAlikeOf(text: Secret): Secret {
  const [prefix, id] = text.reveal().split('_')
  const body = `${prefix ?? ''}_${id ?? ''}_${'x'.repeat(32)}`
  return new Secret(`${body}_${base62Of(crc32(body), 6)}`)
}

describe('API tokens that act as the app', () => {
  const tenant = aTenant()
  const other = aTenant()
  const wish: TokenWish = {
    tenantId: tenant.id,
    ownerAccountId: 'account-alice',
    name: 'nightly build',
    access: 'read',
    actsAs: 'app',
    lifetimeDays: 30,
    lifetimeDaysMax: 365,
    requestId: 'request',
  }
  let temporary: TemporaryDatabase
  let tokens: Tokens
  let asked: string[]
  let isAdmin: AdminCheck

  beforeEach(async () => {
    temporary = await temporaryDatabase()
    asked = []
    isAdmin = async () => true
    tokens = createTokens({
      store: createTokenTable(temporary.database),
      hashKey: new Secret('the key of the stored hashes'),
      isAdmin: (of, accountId) => {
        asked.push(`${of.id} ${accountId}`)
        return isAdmin(of, accountId)
      },
      idleDaysOf: async () => undefined,
      clock: stoppedClock(),
      ids: systemIds,
      log: testLog().log,
    })
  })
  afterEach(() => temporary.clear())

  const bearer = (token: Secret): Credential => ({ scheme: 'bearer', token })

  it('serve only while the product calls their owner an administrator', async () => {
    const { text } = await tokens.issue(wish)
    await tokens.authenticate(bearer(text), tenant)
    expect(asked).to.deep.equal([`${tenant.id} account-alice`])
    isAdmin = async () => false
    await expectRefusal(tokens.authenticate(bearer(text), tenant), 'credential/owner-not-admin')
  })

  it('do not serve while the product cannot say whether the owner administers it', async () => {
    const { text } = await tokens.issue(wish)
    isAdmin = () => Promise.reject(new Refusal('upstream/unreachable'))
    await expectRefusal(tokens.authenticate(bearer(text), tenant), 'upstream/unreachable')
  })

  it('are of no use, and cause no question, where the app is not active', async () => {
    const { text } = await tokens.issue(wish)
    const disabled = { ...tenant, status: 'disabled' as const }
    await expectRefusal(tokens.authenticate(bearer(text), disabled), 'site/inactive')
    expect(asked).to.deep.equal([])
  })

  it('cause a question about their owner only with the right secret, while they live', async () => {
    const { token, text } = await tokens.issue(wish)
    await expectRefusal(tokens.authenticate(bearer(text), other), 'credential/invalid')
    await expectRefusal(
      tokens.authenticate(bearer(lookAlikeOf(text)), tenant),
      'credential/invalid',
    )
    await tokens.revoke(tenant.id, token.id, { actor: 'account-admin', requestId: 'r' })
    await expectRefusal(tokens.authenticate(bearer(text), tenant), 'credential/revoked')
    expect(asked).to.deep.equal([])
  })

  it('ask about nobody when they act as their owner instead', async () => {
    const { text } = await tokens.issue({ ...wish, actsAs: 'user' })
    isAdmin = async () => false
    expect(await tokens.authenticate(bearer(text), tenant)).not.to.equal(NOT_MINE)
    expect(asked).to.deep.equal([])
  })

  it('are not noted as used when they were refused for the owner’s sake', async () => {
    const { text } = await tokens.issue(wish)
    isAdmin = async () => false
    await expectRefusal(tokens.authenticate(bearer(text), tenant), 'credential/owner-not-admin')
    await tokens.flush()
    expect((await tokens.list(tenant.id))[0]?.lastUsedAt).to.equal(undefined)
  })
})

describe('API tokens that manage Gatehouse', () => {
  const tenant = aTenant()
  let temporary: TemporaryDatabase
  let tokens: Tokens
  let isAdmin: AdminCheck
  beforeEach(async () => {
    temporary = await temporaryDatabase()
    isAdmin = async () => true
    tokens = createTokens({
      store: createTokenTable(temporary.database),
      hashKey: new Secret('the key of the stored hashes'),
      isAdmin: (of, accountId) => isAdmin(of, accountId),
      idleDaysOf: async () => undefined,
      clock: stoppedClock(),
      ids: systemIds,
      log: testLog().log,
    })
  })
  afterEach(() => temporary.clear())

  const managing = async (): Promise<Credential> => {
    const { text } = await tokens.issue({
      tenantId: tenant.id,
      ownerAccountId: 'account-alice',
      name: 'configuration',
      access: 'manage',
      actsAs: 'user',
      lifetimeDays: 30,
      lifetimeDaysMax: 365,
      requestId: 'request',
    })
    return { scheme: 'bearer', token: text }
  }

  it('act as their owner, only while the product calls that one an administrator', async () => {
    const credential = await managing()
    expect(await tokens.authenticate(credential, tenant)).to.deep.include({
      actsAs: { kind: 'user', accountId: 'account-alice' },
      access: 'manage',
    })
    isAdmin = async () => false
    await expectRefusal(tokens.authenticate(credential, tenant), 'credential/owner-not-admin')
    isAdmin = () => Promise.reject(new Refusal('upstream/timeout'))
    await expectRefusal(tokens.authenticate(credential, tenant), 'upstream/timeout')
  })

  it('are of no use where the app is not active', async () => {
    const inactive = { ...tenant, status: 'uninstalled' as const }
    await expectRefusal(tokens.authenticate(await managing(), inactive), 'site/inactive')
  })
})
