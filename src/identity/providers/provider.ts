import { createHash } from 'node:crypto'
import type { Secret } from '../../lib/secret.ts'

/**
 * Signature algorithms that a provider can be allowed to use. `none` is not among them and can never
 * be; the HMAC ones go only with a secret that was entered as one, so that a public key can never
 * serve as an HMAC key.
 */
export const ASYMMETRIC_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const
export const HMAC_ALGORITHMS = ['HS256', 'HS384', 'HS512'] as const
export type AsymmetricAlgorithm = (typeof ASYMMETRIC_ALGORITHMS)[number]
export type SigningAlgorithm = AsymmetricAlgorithm | (typeof HMAC_ALGORITHMS)[number]

/**
 * Where a claim stands. Members separated by dots (`realm_access.roles`), or, where a name has a dot
 * or a slash itself, a JSON Pointer (RFC 6901): `/kubernetes.io/namespace`, `/https:~1~1acme.com~1groups`.
 */
export type ClaimPath = string

export type ClaimScalar = string | number | boolean

/**
 * What a token must say. Where the claim is an array, one element that fits is enough. `glob`: `*` is
 * any run of characters but `/`, `**` any run at all.
 */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly none: readonly Condition[] }
  | { readonly claim: ClaimPath; readonly equals: ClaimScalar }
  | { readonly claim: ClaimPath; readonly prefix: string }
  | { readonly claim: ClaimPath; readonly glob: string }
  | { readonly claim: ClaimPath; readonly in: readonly ClaimScalar[] }

/** How a verified token names the Atlassian account that the call is made as. */
export type AccountMapping =
  /** The claim holds the accountId; for providers that know it, such as a directory synchronised with Atlassian's. */
  | { readonly by: 'claim'; readonly claim: ClaimPath }
  /** A link (issuer, subject) → account, made by the person or an admin. */
  | { readonly by: 'link' }
  /** The product is asked who has this e-mail address; only when the provider says that it is verified. */
  | { readonly by: 'email'; readonly claim: ClaimPath; readonly verifiedClaim: ClaimPath }
  /** One account for every token; for workloads. */
  | { readonly by: 'account'; readonly accountId: string }
  /** The app's own user; for workloads. */
  | { readonly by: 'app' }

/** What a token that fulfils `when` may do. The first rule that fits decides. */
export interface TrustRule {
  readonly name: string
  /** Absent: every token of the provider. */
  readonly when?: Condition | undefined
  /** Absent: as the provider says. */
  readonly account?: AccountMapping | undefined
  readonly access: 'read' | 'write'
  /** Globs over the path below the product's base URL; absent: all that is served. */
  readonly resources?: readonly string[] | undefined
  /** CIDRs that callers have to be in; absent: wherever they are. */
  readonly networks?: readonly string[] | undefined
}

/** How Gatehouse proves itself to an introspection endpoint (RFC 7662 §2.1, RFC 6749 §2.3.1, RFC 7523). */
export type IntrospectionClient =
  | {
      readonly method: 'client_secret_basic' | 'client_secret_post'
      readonly clientId: string
      readonly clientSecret: Secret
    }
  | {
      readonly method: 'private_key_jwt'
      readonly clientId: string
      /** PKCS #8, PEM. */
      readonly privateKey: Secret
      readonly algorithm: AsymmetricAlgorithm
      readonly keyId?: string | undefined
      /** `aud` of the assertion; absent: the issuer, or the endpoint's address when there is none. */
      readonly audience?: string | undefined
    }

/** What a token of the provider is verified with. */
export type ProviderKeys =
  /** Public keys or certificates as PEM, several for a rotation. */
  | { readonly from: 'pem'; readonly pems: readonly string[] }
  /** A shared secret; the only kind that HMAC algorithms go with. */
  | { readonly from: 'secret'; readonly secret: Secret }
  | { readonly from: 'jwks'; readonly url: string }
  /** `{issuer}/.well-known/openid-configuration` names the JWKS. */
  | { readonly from: 'discovery' }
  | {
      readonly from: 'introspection'
      readonly url: string
      readonly client: IntrospectionClient
      /**
       * Tokens that are no JWT and begin so are this provider's; empty: all that no other takes. Absent:
       * only JWTs that name the issuer.
       */
      readonly prefix?: string | undefined
      /** How long an answer is believed, in seconds; never beyond the token's end. */
      readonly cacheSeconds: number
    }

/** An identity provider that an admin of the tenant trusts. */
export interface Provider {
  /** Lower-case letters, digits and hyphens; in audit events and addresses. Never changes. */
  readonly id: string
  /** For reading only. */
  readonly name: string
  readonly enabled: boolean
  /** Compared with `iss` byte for byte. Absent only for introspection of tokens that are no JWT. */
  readonly issuer?: string | undefined
  /** At least one; one of them has to be in the token's `aud`. */
  readonly audiences: readonly string[]
  readonly keys: ProviderKeys
  /** Allowed in a token's header; empty when tokens are introspected. */
  readonly algorithms: readonly SigningAlgorithm[]
  /** Required `typ` of the header, such as `at+jwt`; compared without case and `application/`. */
  readonly typ?: string | undefined
  readonly clockToleranceSeconds: number
  /** Longest `exp − iat` that is accepted; needs `iat` then. */
  readonly maxLifetimeSeconds?: number | undefined
  readonly subjectClaim: ClaimPath
  /** Claim with the names or ids of the groups that the caller is in: a list, or one text. */
  readonly groupsClaim?: ClaimPath | undefined
  readonly account: AccountMapping
  /** At least one: without a rule nothing is trusted. */
  readonly rules: readonly TrustRule[]
}

/**
 * The name under which links of this provider are kept: its issuer, so that a provider that is removed
 * and entered again finds its links. It changes with what a subject means, or links would serve for
 * other people than those who made them. Without an issuer a subject is whom the introspection endpoint
 * names; and names of another claim than `sub` are often chosen by their bearers.
 */
export function issuerNameOf({ id, issuer, keys, subjectClaim }: Provider): string {
  const endpoint = 'url' in keys ? keys.url : ''
  const digest = () => createHash('sha256').update(endpoint).digest('hex').slice(0, 16)
  const name = issuer ?? `provider:${id}:${digest()}`
  // No issuer holds a # (OpenID Connect Core 1.0 §2, iss).
  return subjectClaim === 'sub' ? name : `${name}#${subjectClaim}`
}
