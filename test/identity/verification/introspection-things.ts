import type { IntrospectionClient, ProviderKeys } from '../../../src/identity/providers/provider.ts'
import { Secret } from '../../../src/lib/secret.ts'

type Introspection = Extract<ProviderKeys, { from: 'introspection' }>

export const CLIENT: IntrospectionClient = {
  method: 'client_secret_basic',
  clientId: 'gatehouse',
  clientSecret: new Secret('client-secret-of-gatehouse'),
}

/** Keys of a provider that introspects. */
export function introspected(given: Partial<Introspection> = {}): Introspection {
  return {
    from: 'introspection',
    url: 'https://login.acme.example/introspect',
    client: CLIENT,
    cacheSeconds: 60,
    ...given,
  }
}
