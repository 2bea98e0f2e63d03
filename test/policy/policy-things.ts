import { Secret } from '../../src/lib/secret.ts'
import { DEFAULT_POLICY, type PolicyDocument } from '../../src/policy/policy-document.ts'
import type { Provider } from '../../src/identity/providers/provider.ts'
import { aProvider } from '../identity/providers/provider-things.ts'

export function aDocument(given: Partial<PolicyDocument> = {}): PolicyDocument {
  return { ...DEFAULT_POLICY.document, ...given }
}

/** A provider of opaque tokens that is asked with a client secret. */
export function anIntrospected(clientSecret: string, given: Partial<Provider> = {}): Provider {
  return aProvider({
    keys: {
      from: 'introspection',
      url: 'https://login.acme.example/introspect',
      client: {
        method: 'client_secret_basic',
        clientId: 'gatehouse',
        clientSecret: new Secret(clientSecret),
      },
      cacheSeconds: 60,
    },
    algorithms: [],
    ...given,
  })
}

/** A provider whose tokens are signed with a shared secret. */
export function aSharedSecretProvider(secret: string, given: Partial<Provider> = {}): Provider {
  return aProvider({
    keys: { from: 'secret', secret: new Secret(secret) },
    algorithms: ['HS256'],
    ...given,
  })
}

/** The same with every secret in clear, for comparing: chai finds any two secrets alike. */
export function revealed(value: unknown): unknown {
  if (value instanceof Secret) return `revealed ${value.reveal()}`
  if (Array.isArray(value)) return value.map(revealed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, revealed(each)]))
}
