import { expect } from 'chai'
import { createBasicAuthenticator } from '../../src/identity/basic-authenticator.ts'
import { NOT_MINE, type Credential } from '../../src/identity/credential.ts'
import type { Principal } from '../../src/identity/principal.ts'
import { Secret } from '../../src/lib/secret.ts'
import { expectRefusal } from '../support/refusals.ts'
import { watchForSecret } from '../support/sinks.ts'
import { aTenant } from '../support/things.ts'

const PASSWORD = 'an-api-token-of-atlassian'
watchForSecret(PASSWORD)

/** As `readCredential` makes it of a header. */
function basic(username: string, password = PASSWORD, header?: string): Credential {
  const usual = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const authorization = new Secret(header ?? usual)
  return { scheme: 'basic', username, password: new Secret(password), authorization }
}

describe('Basic that is passed through', () => {
  const tenant = aTenant()
  const asked: string[] = []
  let isOn = true
  const authenticate = createBasicAuthenticator({
    isOn: async (tenantId) => {
      asked.push(tenantId)
      return isOn
    },
  })
  const admitted = async (credential: Credential): Promise<Principal> => {
    const principal = await authenticate(credential, tenant)
    if (principal === NOT_MINE) throw new Error('it was not taken')
    return principal
  }
  beforeEach(() => {
    isOn = true
    asked.length = 0
  })

  it('acts as whoever the product finds behind the header, which is kept as it came', async () => {
    const credential = basic('ann@example.com')
    const principal = await admitted(credential)
    expect(principal).to.deep.include({
      tenantId: tenant.id,
      access: 'write',
      credential: { kind: 'basic', id: 'basic', subject: 'ann@example.com' },
      ownerAccountId: undefined,
    })
    const { actsAs } = principal
    const forwarded = actsAs.kind === 'caller' ? actsAs.authorization.reveal() : actsAs.kind
    expect(forwarded).to.equal(`Basic ${btoa(`ann@example.com:${PASSWORD}`)}`)
  })

  it('shows its secret in no text that is made of the principal', async () => {
    const text = JSON.stringify(await admitted(basic('ann@example.com')))
    expect(text).to.contain('ann@example.com').and.not.to.contain(PASSWORD)
    expect(text).not.to.contain(btoa(`ann@example.com:${PASSWORD}`))
  })

  it('is invalid where no admin has switched it on, which is asked of this very tenant', async () => {
    isOn = false
    const { detail } = await expectRefusal(
      authenticate(basic('ann@example.com'), tenant),
      'credential/invalid',
    )
    expect(detail).to.contain('not passed through').and.not.to.contain(PASSWORD)
    expect(asked).to.deep.equal([tenant.id])
  })

  it('is invalid, not "inactive", where the app is not active: nobody has vouched for the caller', async () => {
    for (const status of ['disabled', 'suspect', 'uninstalled'] as const) {
      const inactive = { ...tenant, status }
      await expectRefusal(authenticate(basic('ann'), inactive), 'credential/invalid')
    }
  })

  it('is nobody’s while the switch cannot be read', async () => {
    const fault = new Error('no disk')
    const failing = createBasicAuthenticator({ isOn: () => Promise.reject(fault) })
    const thrown = await Promise.resolve(failing(basic('ann'), tenant)).catch((e: unknown) => e)
    expect(thrown).to.equal(fault)
  })

  it('is refused with a user name that would be two lines, or another one, in a record', async () => {
    for (const username of [
      'ann\nadmin',
      'ann\u0000',
      'ann\u007f',
      'ann\u202enimda',
      'a\u200bnn',
    ]) {
      await expectRefusal(authenticate(basic(username), tenant), 'credential/invalid')
    }
    await expectRefusal(authenticate(basic('ann', 'a\r\nb'), tenant), 'credential/invalid')
    expect((await admitted(basic('änn müller'))).credential.subject).to.equal('änn müller')
  })

  it('is refused in a spelling that the product might read differently, or not at all', async () => {
    const plain = btoa(`ann:${PASSWORD}`)
    expect(plain, 'a length that needs padding').to.match(/=$/)
    const spellings: readonly (readonly [username: string, header: string])[] = [
      ['ann', `basic ${plain}`],
      ['ann', `BASIC ${plain}`],
      ['ann', `Basic  ${plain}`],
      ['ann', `Basic ${plain.replace(/=+$/, '')}`],
      ['ann', `Basic ${btoa(`bob:${PASSWORD}`)}`],
      // "ä" in Latin-1 is no UTF-8, and reads as a replacement character.
      ['\ufffdnn', `Basic ${btoa(`\u00e4nn:${PASSWORD}`)}`],
    ]
    for (const [username, header] of spellings) {
      const credential = basic(username, PASSWORD, header)
      await expectRefusal(authenticate(credential, tenant), 'credential/invalid')
    }
    await admitted(basic('ann', PASSWORD, `Basic ${plain}`))
  })

  it('is recorded with at most 255 characters of the user name', async () => {
    const { subject } = (await admitted(basic('x'.repeat(300)))).credential
    expect(subject).to.equal('x'.repeat(255))
  })

  it('leaves every other scheme to others, and asks nothing for it', async () => {
    const token = new Secret('never-issued')
    expect(await authenticate({ scheme: 'bearer', token }, tenant)).to.equal(NOT_MINE)
    expect(await authenticate({ scheme: 'jwt', token }, tenant)).to.equal(NOT_MINE)
    expect(asked).to.deep.equal([])
  })
})
