import type { CredentialKind } from '../identity/principal.ts'
import type { Switches } from './switches.ts'

/** Which kinds of credential the gateway takes, as an admin has switched them. */
export function acceptedKindsOf(switches: Switches): Readonly<Record<CredentialKind, boolean>> {
  return {
    'api-token': switches.apiTokens,
    'provider-token': switches.providerTokens,
    'context-token': switches.contextTokens,
    basic: switches.basicPassThrough,
    'sso-cookie': switches.signOnCookies,
    'product-token': switches.bearerPassThrough,
    anonymous: switches.anonymousCalls,
    // Each bypass is switched by itself, and is looked for before anybody is called one.
    bypass: true,
  }
}
