import { ASYMMETRIC_ALGORITHMS, HMAC_ALGORITHMS } from '../identity/providers/provider.ts'
import { listOf, named, oneOf, record, SEALED, TEXT, YES_OR_NO } from './forms.ts'
import type { JsonSchema } from './operation.ts'

const ASYMMETRIC = oneOf(...ASYMMETRIC_ALGORITHMS)
const SCALAR: JsonSchema = { type: ['string', 'number', 'boolean'] }
const SECONDS: JsonSchema = { type: 'integer', minimum: 0 }
const CLAIM_PATH: JsonSchema = {
  type: 'string',
  description: 'Members joined by dots, or a JSON Pointer (RFC 6901).',
}
export const RESOURCES = listOf(TEXT, {
  description: 'Globs over paths below the product’s base URL.',
})
export const NETWORKS = listOf(TEXT, {
  description: 'CIDRs, or single addresses, that callers have to be in.',
})

const condition: JsonSchema = {
  oneOf: [
    record({ all: listOf(named('Condition')) }),
    record({ any: listOf(named('Condition')) }),
    record({ none: listOf(named('Condition')) }),
    record({ claim: CLAIM_PATH, equals: SCALAR }),
    record({ claim: CLAIM_PATH, prefix: TEXT }),
    record({ claim: CLAIM_PATH, glob: TEXT }),
    record({ claim: CLAIM_PATH, in: listOf(SCALAR) }),
  ],
}

const accountMapping: JsonSchema = {
  oneOf: [
    record({ by: oneOf('claim'), claim: CLAIM_PATH }),
    record({ by: oneOf('link') }),
    record(
      { by: oneOf('email') },
      {
        claim: { ...CLAIM_PATH, default: 'email' },
        verifiedClaim: { ...CLAIM_PATH, default: 'email_verified' },
      },
    ),
    record({ by: oneOf('account'), accountId: TEXT }),
    record({ by: oneOf('app') }),
  ],
}

const introspectionClient: JsonSchema = {
  oneOf: [
    record({
      method: oneOf('client_secret_basic', 'client_secret_post'),
      clientId: TEXT,
      clientSecret: SEALED,
    }),
    record(
      {
        method: oneOf('private_key_jwt'),
        clientId: TEXT,
        privateKey: SEALED,
        algorithm: ASYMMETRIC,
      },
      { keyId: TEXT, audience: TEXT },
    ),
  ],
}

const providerKeys: JsonSchema = {
  oneOf: [
    record({ from: oneOf('pem'), pems: listOf(TEXT) }),
    record({ from: oneOf('secret'), secret: SEALED }),
    record({ from: oneOf('jwks'), url: TEXT }),
    record({ from: oneOf('discovery') }),
    record(
      {
        from: oneOf('introspection'),
        url: TEXT,
        client: named('IntrospectionClient'),
      },
      { prefix: TEXT, cacheSeconds: { ...SECONDS, default: 30 } },
    ),
  ],
}

const trustRule = record(
  { name: TEXT, access: oneOf('read', 'write') },
  {
    when: named('Condition'),
    account: named('AccountMapping'),
    resources: RESOURCES,
    networks: NETWORKS,
  },
)

// What has a default, or follows from the keys, may be left out of what is sent; answers have it.
const provider = record(
  {
    id: TEXT,
    name: TEXT,
    audiences: listOf(TEXT),
    keys: named('ProviderKeys'),
    account: named('AccountMapping'),
    rules: listOf(named('TrustRule'), { minItems: 1 }),
  },
  {
    enabled: { ...YES_OR_NO, default: true },
    issuer: TEXT,
    algorithms: listOf(oneOf(...ASYMMETRIC_ALGORITHMS, ...HMAC_ALGORITHMS)),
    typ: TEXT,
    clockToleranceSeconds: { ...SECONDS, default: 30 },
    maxLifetimeSeconds: SECONDS,
    subjectClaim: { ...CLAIM_PATH, default: 'sub' },
    groupsClaim: CLAIM_PATH,
  },
)

/** Forms about identity providers, by their names among the components of the document. */
export const PROVIDER_FORMS = {
  Condition: condition,
  AccountMapping: accountMapping,
  IntrospectionClient: introspectionClient,
  ProviderKeys: providerKeys,
  TrustRule: trustRule,
  Provider: provider,
} as const
