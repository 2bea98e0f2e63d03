import type { Settings } from './config/settings.ts'
import type { Authenticator } from './identity/credential.ts'
import type { Links } from './identity/link.ts'
import { createAccountResolver } from './identity/providers/account-resolver.ts'
import { createEmailLookup } from './identity/providers/email-lookup.ts'
import { createTokenInspector } from './identity/providers/inspect-token.ts'
import { createIntrospector } from './identity/verification/introspector.ts'
import { createKeyBook } from './identity/verification/key-book.ts'
import { createProviderAuthenticator } from './identity/providers/provider-authenticator.ts'
import { keysFromJwks, keysFromPem, keysFromSecret } from './identity/verification/read-keys.ts'
import type { ProviderWatch } from './identity/providers/provider-health.ts'
import type { TokenInspector } from './identity/providers/token-inspector.ts'
import { createTokenVerifier } from './identity/verification/token-verifier.ts'
import { createVerifiedTokens } from './identity/verification/verified-tokens.ts'
import { whenHere } from './lib/awaitable.ts'
import type { Clock } from './lib/clock.ts'
import type { Policy } from './policy/policy-document.ts'
import type { PolicyBook } from './policy/policy-store.ts'
import type { ProductApi } from './upstream/product-api.ts'
import { createProviderClient } from './upstream/provider-client.ts'

/** What of the company's own identity providers the doors need. */
export interface ProviderParts {
  readonly authenticate: Authenticator
  readonly inspector: TokenInspector
  /** Drops what is held of tenants whose installation changed. */
  forget(tenantIds: readonly string[]): void
  close(): Promise<void>
}

/** What the admin's test and the proof of a link hold: little, and some drafts of it. */
const TRIAL_SETS = { ofTenant: 16, overall: 256 }
const TRIAL_ANSWER_BYTES = { ofTenant: 1024 * 1024, overall: 8 * 1024 * 1024 }

/** A part of the composition root: from keys and answers up to the authenticator and the admin's test. */
export function createProviderParts(deps: {
  readonly settings: Pick<Settings, 'allowPrivateAddresses'>
  readonly clock: Clock
  readonly policies: Pick<PolicyBook, 'read'>
  readonly links: Pick<Links, 'accountOf'>
  readonly productApi: Pick<ProductApi, 'findAccountsByEmail'>
  /** Told how providers answer; not what an admin tries out. */
  readonly watch: Pick<ProviderWatch, 'watching' | 'forget'>
}): ProviderParts {
  const { settings, clock, policies, links, productApi, watch } = deps
  const { allowPrivateAddresses } = settings
  const client = createProviderClient({ allowPrivateAddresses, clock })
  const readers = { pem: keysFromPem, jwks: keysFromJwks, secret: keysFromSecret }
  const watched = watch.watching(client)
  const keys = createKeyBook({ client: watched, readers, clock })
  const introspector = createIntrospector({ client: watched, clock })
  const verifier = createTokenVerifier({ keys, introspect: introspector.introspect, clock })
  // Of its own: what an admin tries out pushes out nothing that the gateway serves with.
  const trialKeys = createKeyBook({ client, readers, clock, bounds: TRIAL_SETS })
  const trialIntrospector = createIntrospector({ client, clock, bounds: TRIAL_ANSWER_BYTES })
  const trialVerifier = createTokenVerifier({
    keys: trialKeys,
    introspect: trialIntrospector.introspect,
    clock,
  })
  const verifiedTokens = createVerifiedTokens({ verifier, keys, clock })
  const findByEmail = createEmailLookup(
    (tenant, email) => productApi.findAccountsByEmail(tenant, email),
    clock,
  )
  const resolveAccount = createAccountResolver({ links, findByEmail })
  const providersIn = ({ document }: Policy) => document.providers
  const providersOf = (tenantId: string) => whenHere(policies.read(tenantId), providersIn)

  return {
    authenticate: createProviderAuthenticator({ providersOf, verifiedTokens, resolveAccount }),
    inspector: createTokenInspector({ verifier: trialVerifier, resolveAccount }),
    forget(tenantIds) {
      const parts = [verifiedTokens, introspector, keys, trialIntrospector, trialKeys, watch]
      for (const part of parts) part.forget(tenantIds)
    },
    close: () => client.close(),
  }
}
