import { expect } from 'chai'
import { createAccountResolver } from '../../../src/identity/providers/account-resolver.ts'
import type { FindAccountsByEmail } from '../../../src/identity/providers/email-lookup.ts'
import type { AccountMapping } from '../../../src/identity/providers/provider.ts'
import type { Claims } from '../../../src/identity/verification/token-findings.ts'
import { expectRefusal } from '../../support/refusals.ts'
import { aTenant } from '../../support/things.ts'
import { aProvider, aVerifiedToken } from './provider-things.ts'

const BY_EMAIL: AccountMapping = { by: 'email', claim: 'email', verifiedClaim: 'email_verified' }

describe('the account behind a verified token', () => {
  const tenant = aTenant()
  const links = new Map([[`${tenant.id} https://login.acme.example ann`, 'account-ann']])
  let found: Awaited<ReturnType<FindAccountsByEmail>> = []
  let sought: string[] = []
  const resolve = createAccountResolver({
    links: {
      accountOf: async (tenantId, issuer, subject) => links.get(`${tenantId} ${issuer} ${subject}`),
    },
    async findByEmail(_tenant, email) {
      sought.push(email)
      return found
    },
  })
  beforeEach(() => {
    found = []
    sought = []
  })
  const standing = async (mapping: AccountMapping, claims: Claims = {}, subject = 'ann') =>
    resolve(tenant, aVerifiedToken({ claims, subject }), mapping)

  it('is the one that a claim holds, when the admin says that this claim holds it', async () => {
    const mapping: AccountMapping = { by: 'claim', claim: 'atlassian.id' }
    const claims = { atlassian: { id: '557058:ann' } }
    expect(await standing(mapping, claims)).to.deep.equal({
      actsAs: { kind: 'user', accountId: '557058:ann' },
      accountId: '557058:ann',
    })
  })

  it('is nobody when the claim is missing, empty, too long, no text or no accountId', async () => {
    const mapping: AccountMapping = { by: 'claim', claim: 'id' }
    const values = [
      undefined,
      '',
      ' ',
      'a b',
      'a\nb',
      'x'.repeat(129),
      7,
      true,
      null,
      ['a'],
      { a: 1 },
    ]
    for (const id of values) {
      await expectRefusal(standing(mapping, { id }), 'account/unknown')
    }
    await expectRefusal(standing({ by: 'claim', claim: '__proto__' }), 'account/unknown')
  })

  it('is the linked one, of this tenant, issuer and subject alone', async () => {
    expect((await standing({ by: 'link' })).accountId).to.equal('account-ann')
    await expectRefusal(standing({ by: 'link' }, {}, 'Ann'), 'account/unlinked')
    const other = aVerifiedToken({ provider: aProvider({ issuer: 'https://login.acme.example/' }) })
    await expectRefusal(resolve(tenant, other, { by: 'link' }), 'account/unlinked')
    const token = aVerifiedToken()
    await expectRefusal(resolve(aTenant(), token, { by: 'link' }), 'account/unlinked')
  })

  it('is whoever has the verified e-mail address, whatever its letters’ case', async () => {
    found = [{ accountId: 'account-ann' }]
    const claims = { email: 'Ann@Acme.example', email_verified: true }
    expect((await standing(BY_EMAIL, claims)).accountId).to.equal('account-ann')
    expect(sought).to.deep.equal(['ann@acme.example'])
  })

  it('is not looked up under an address that only folds to the one in the token', async () => {
    found = [{ accountId: 'account-mike' }]
    await standing(BY_EMAIL, { email: 'mi\u212Ae@acme.example', email_verified: true })
    expect(sought).to.deep.equal(['mi\u212Ae@acme.example'])
  })

  it('is not looked up for an address that is not verified, or not by a plain true', async () => {
    found = [{ accountId: 'account-ann' }]
    for (const email_verified of [undefined, false, 'true', 1, null, [true]]) {
      const claims = { email: 'ann@acme.example', email_verified }
      await expectRefusal(standing(BY_EMAIL, claims), 'account/unknown')
    }
    for (const email of [
      undefined,
      '',
      'ann',
      'a b@acme.example',
      ['ann@acme.example'],
      '@x',
      'x@',
    ]) {
      await expectRefusal(standing(BY_EMAIL, { email, email_verified: true }), 'account/unknown')
    }
    expect(sought).to.deep.equal([])
  })

  it('is nobody when two have the address, none has it, or the product does not show it', async () => {
    const claims = { email: 'ann@acme.example', email_verified: true }
    found = [{ accountId: 'one' }, { accountId: 'two' }]
    await expectRefusal(standing(BY_EMAIL, claims), 'account/ambiguous')
    found = []
    await expectRefusal(standing(BY_EMAIL, claims), 'account/unknown')
    found = 'hidden'
    await expectRefusal(standing(BY_EMAIL, claims), 'account/email-hidden')
  })

  it('is the fixed one or the app, whatever the token says', async () => {
    const claims = { account_id: 'somebody-else', sub: 'somebody-else' }
    expect(await standing({ by: 'account', accountId: 'service' }, claims)).to.deep.equal({
      actsAs: { kind: 'user', accountId: 'service' },
      accountId: 'service',
    })
    expect(await standing({ by: 'app' }, claims)).to.deep.equal({
      actsAs: { kind: 'app' },
      accountId: undefined,
    })
  })

  it('names provider and subject in the detail of a refusal, for the audit log', async () => {
    const refusal = await expectRefusal(standing({ by: 'link' }, {}, 'bob "x"'), 'account/unlinked')
    expect(refusal.detail).to.equal('provider acme, subject "bob \\"x\\"": no link')
  })
})
