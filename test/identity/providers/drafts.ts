import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Fault } from '../../../src/lib/fault.ts'
import {
  parseProvider,
  type ProviderContext,
} from '../../../src/identity/providers/parse-provider.ts'
import type { Provider } from '../../../src/identity/providers/provider.ts'

/** What admins enter, in its JSON form. */
export type Draft = Readonly<Record<string, unknown>>

export const A_SECRET = 'a-shared-secret-of-more-than-thirty-two-bytes'

/** The least that is a provider; a test names only what it is about. */
export function aDraft(given: Draft = {}): Draft {
  return {
    id: 'acme',
    name: 'Acme',
    issuer: 'https://login.acme.example',
    audiences: ['gatehouse'],
    keys: { from: 'jwks', url: 'https://login.acme.example/keys' },
    account: { by: 'link' },
    rules: [{ name: 'everyone', access: 'read' }],
    ...given,
  }
}

/** As a draft whose tokens are introspected, without an issuer. */
export function anIntrospectionDraft(client: Draft = {}, keys: Draft = {}): Draft {
  return {
    ...aDraft({ issuer: undefined }),
    keys: {
      from: 'introspection',
      url: 'https://login.acme.example/introspect',
      prefix: 'acme_',
      client: {
        method: 'client_secret_basic',
        clientId: 'gatehouse',
        clientSecret: 'client-secret-of-acme',
        ...client,
      },
      ...keys,
    },
  }
}

/** As it comes in: what is undefined is not there. */
export function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

export const JIRA: ProviderContext = { allowPrivateAddresses: false, product: 'jira' }

export function accepted(input: unknown, context = JIRA): Provider {
  const parsed = parseProvider(input, context)
  if (parsed.kind === 'accepted') return parsed.value
  throw new Error(`not accepted: ${JSON.stringify(parsed.faults, null, 2)}`)
}

export function faultsIn(input: unknown, context = JIRA): readonly Fault[] {
  const parsed = parseProvider(input, context)
  return parsed.kind === 'accepted' ? [] : parsed.faults
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })

export const RSA_PAIR = rsa
export const EC_PAIR = ec
export const RSA_PEM = publicPem(rsa.publicKey)
export const EC_PEM = publicPem(ec.publicKey)
export const P521_PEM = publicPem(generateKeyPairSync('ec', { namedCurve: 'P-521' }).publicKey)
export const ED25519_PEM = publicPem(generateKeyPairSync('ed25519').publicKey)

export function publicPem(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString()
}

export function privatePem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** Of a signer that retired in 2020. */
export const EXPIRED_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBGTCBwAIBATAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5yZXRpcmVkLXNpZ25l
cjAeFw0yMDAxMDEwMDAwMDBaFw0yMDAyMDEwMDAwMDBaMBkxFzAVBgNVBAMMDnJl
dGlyZWQtc2lnbmVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEs5Rikjt8+mUl
YOP7RzImK3u7glVX9CaU1Tv7+/YIicU0DxG3ResUKgA5zixGr2KCN4fI7UgXJbcE
vSYFTleGlTAKBggqhkjOPQQDAgNIADBFAiEAqCPaPNXbcNHPU78NuYkSa1CIinVU
Ndjj9n+Dst4lawACIEhhBM4+J038ScVxDBSN806vIKqlkCxNDtPwW3UA4P3X
-----END CERTIFICATE-----
`
