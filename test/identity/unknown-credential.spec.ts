import { expect } from 'chai'
import { NOT_MINE, type Credential } from '../../src/identity/credential.ts'
import { createTokenAuthenticator } from '../../src/identity/token-authenticator.ts'
import { unknownCredential } from '../../src/identity/unknown-credential.ts'
import { Secret } from '../../src/lib/secret.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aTenant } from '../support/things.ts'

const bearer = (text: string): Credential => ({ scheme: 'bearer', token: new Secret(text) })

describe('a credential that nobody knows', () => {
  it('is an untrusted token when it is a JWT, and invalid otherwise', () => {
    const codeOf = (credential: Credential) => unknownCredential(credential, 'why').code
    expect(codeOf(bearer('eyJhbGciOiJFUzI1NiJ9.e30.c2ln'))).to.equal('token/untrusted')
    for (const text of ['opaque', 'a.b', 'a.b.c.d', 'a..c', 'a.b.c=', 'gatehouse_a.b.c']) {
      expect(codeOf(bearer(text)), text).to.equal('credential/invalid')
    }
    const token = new Secret('eyJhbGciOiJIUzI1NiJ9.e30.c2ln')
    expect(codeOf({ scheme: 'jwt', token })).to.equal('credential/invalid')
    const basic = { username: 'ann', password: token, authorization: token }
    expect(codeOf({ scheme: 'basic', ...basic })).to.equal('credential/invalid')
  })

  // Where Gatehouse is installed the authenticators speak first; were their code another one, it
  // would tell that the site is served.
  it('is refused with the code that an API token gets which begins the same way', async () => {
    const authenticate = createTokenAuthenticator({
      lookup: { find: async () => undefined },
      hashKey: new Secret('the key of the stored hashes'),
      clock: stoppedClock(),
      isAdmin: async () => true,
      idleDaysOf: async () => undefined,
      use: { note: () => undefined, lastActiveAt: () => 0 },
    })
    for (const text of ['gatehouse_', 'gatehouse_a.b.c', 'gatehouse_e30.e30.e30']) {
      const { code } = unknownCredential(bearer(text), 'why')
      await expectRefusal(Promise.resolve(authenticate(bearer(text), aTenant())), code)
    }
    expect(await authenticate(bearer('a.b.c'), aTenant())).to.equal(NOT_MINE)
  })
})
