import { createAccountResolver } from '../../src/identity/providers/account-resolver.ts'
import { createTokenInspector } from '../../src/identity/providers/inspect-token.ts'
import { createKeyBook } from '../../src/identity/verification/key-book.ts'
import {
  keysFromJwks,
  keysFromPem,
  keysFromSecret,
} from '../../src/identity/verification/read-keys.ts'
import type { TokenInspector } from '../../src/identity/providers/token-inspector.ts'
import { createTokenVerifier } from '../../src/identity/verification/token-verifier.ts'
import type { Links } from '../../src/identity/link.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { Refusal } from '../../src/lib/refusal.ts'

/** Subject that the introspection endpoint of these tests says every token is of. */
export const INTROSPECTED_SUBJECT = 'robot'

/**
 * The real inspector, for keys that were entered. No network: no address answers with keys, and the
 * one introspection endpoint repeats the token that it is asked about, as some do, and in its worst way.
 */
export function anInspector(links: Links, clock: Clock): TokenInspector {
  const nowhere = async () => {
    throw new Refusal('provider/unavailable', { detail: 'nobody answers' })
  }
  const keys = createKeyBook({
    client: { fetchKeys: nowhere, discoverKeys: nowhere },
    readers: { pem: keysFromPem, jwks: keysFromJwks, secret: keysFromSecret },
    clock,
  })
  const verifier = createTokenVerifier({
    keys,
    introspect: async (_tenant, provider, token) => ({
      answer: {
        active: true,
        sub: INTROSPECTED_SUBJECT,
        aud: provider.audiences[0],
        exp: clock.now() / 1000 + 600,
        access_token: token.reveal(),
        nested: [{ says: `token ${token.reveal()}` }],
        [token.reveal()]: 'its name',
      },
      until: clock.now(),
    }),
    clock,
  })
  const resolveAccount = createAccountResolver({ links, findByEmail: async () => [] })
  return createTokenInspector({ verifier, resolveAccount })
}
