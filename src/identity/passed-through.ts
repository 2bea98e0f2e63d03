import { Secret } from '../lib/secret.ts'
import type { Credential } from './credential.ts'
import { chooseProvider } from './providers/choose-provider.ts'
import type { Provider } from './providers/provider.ts'
import { looksLikeJwt } from './verification/unverified-jws.ts'
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
    case 'cookie':
      return undefined
    case 'bearer': {
      const text = credential.token.reveal()
      return isOurs(text, providers) ? undefined : new Secret(`Bearer ${text}`)
    }
    case 'basic': {
      if (isJwtOfOurs(credential.password.reveal(), providers)) return undefined
      refuseUnclear(credential)
      return credential.authorization
    }
  }
}

function isOurs(text: string, providers: readonly Provider[]): boolean {
  return text.startsWith(TOKEN_PREFIX) || choosable(providers, text)
}

// A provider of opaque tokens could take every password for one of its own: only what says of itself
// whose it is counts here.
function isJwtOfOurs(text: string, providers: readonly Provider[]): boolean {
  return text.startsWith(TOKEN_PREFIX) || (looksLikeJwt(text) && choosable(providers, text))
}

// Also of one that is switched off just now: its tokens are the company's all the same.
function choosable(providers: readonly Provider[], text: string): boolean {
  const all = providers.map((provider) => ({ ...provider, enabled: true }))
  return chooseProvider(all, text) !== undefined
}
