import { TOKEN_PREFIX } from '../token-text.ts'
import type { Provider } from './provider.ts'
import { issuerIn, looksLikeJwt } from '../verification/unverified-jws.ts'

/**
 * The provider that has to answer for a token: of a JWT the enabled one with exactly its `iss`; of any
 * other token the one with the longest prefix that it begins with. Never a second one: a token that
 * its provider refuses is refused.
 */
export function chooseProvider(
  providers: readonly Provider[],
  tokenText: string,
): Provider | undefined {
  // Ours, or meant to be: never to be shown to anybody else.
  if (tokenText.startsWith(TOKEN_PREFIX)) return undefined
  const enabled = providers.filter((each) => each.enabled)
  if (looksLikeJwt(tokenText)) {
    const issuer = issuerIn(tokenText)
    return issuer === undefined ? undefined : enabled.find((each) => each.issuer === issuer)
  }
  return enabled
    .filter((each) => tokenText.startsWith(prefixOf(each) ?? NEVER))
    .sort((one, other) => lengthOf(other) - lengthOf(one))[0]
}

// A NUL cannot stand in a header, so no token begins with it.
const NEVER = '\0'

function prefixOf({ keys }: Provider): string | undefined {
  return keys.from === 'introspection' ? keys.prefix : undefined
}

function lengthOf(provider: Provider): number {
  return prefixOf(provider)?.length ?? 0
}
