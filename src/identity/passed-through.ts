import { Secret } from '../lib/secret.ts'
import type { Credential } from './credential.ts'
import { chooseProvider } from './providers/choose-provider.ts'
import type { Provider } from './providers/provider.ts'
import { TOKEN_PREFIX } from './token-text.ts'
import { refuseUnclear } from './unclear-basic.ts'

/**
 * The `Authorization` header of a credential that may be one of the product's own; undefined for one that
 * is certainly for us: an API token, a token of one of these providers, a token of our pages. Those never
 * leave Gatehouse, whatever a bypass says.
 * @throws Refusal `credential/invalid` for Basic that the product could read in another way
 */
export function passedThrough(
  credential: Credential,
  providers: readonly Provider[],
): Secret | undefined {
  switch (credential.scheme) {
    case 'jwt':
      return undefined
    case 'bearer': {
      const text = credential.token.reveal()
      if (text.startsWith(TOKEN_PREFIX) || chooseProvider(providers, text) !== undefined) {
        return undefined
      }
      return new Secret(`Bearer ${text}`)
    }
    case 'basic': {
      if (credential.password.reveal().startsWith(TOKEN_PREFIX)) return undefined
      refuseUnclear(credential)
      return credential.authorization
    }
  }
}
