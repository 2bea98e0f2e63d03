import type { Secret } from '../lib/secret.ts'

/** A sign-on cookie that Crowd has vouched for, of one client at one address. */
export interface SignOn {
  readonly cookieName: string
  readonly token: Secret
  /** Stands for the token wherever it must not be. */
  readonly tokenDigest: string
  /** Where the client is; the product is told the same address with every call. */
  readonly address: string
}

/** Whom a call is made as. */
export type ActsAs =
  | {
      readonly kind: 'user'
      readonly accountId: string
      /** Somebody who has signed on by Crowd, and is to be carried to the product in a session of its own. */
      readonly signOn?: SignOn | undefined
    }
  | { readonly kind: 'app' }
  /** Whoever the product finds behind the caller's own `Authorization` header, forwarded unchanged. */
  | { readonly kind: 'caller'; readonly authorization: Secret }
  /** Nobody: the call carries no credential to the product either. */
  | { readonly kind: 'anonymous' }

/** `write` includes reading. `manage` is for the management API alone and calls no product. */
export type Access = 'read' | 'write' | 'manage'

/**
 * `anonymous`: none at all. `bypass`: one of the product's own, passed through by a bypass. Of Data Center:
 * `sso-cookie`, somebody's Crowd session; `product-token`, a bearer of the product's own, passed through.
 */
export const CREDENTIAL_KINDS = [
  'api-token',
  'provider-token',
  'context-token',
  'basic',
  'sso-cookie',
  'product-token',
  'anonymous',
  'bypass',
] as const
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number]

/** What rules about API tokens need to know of one. */
export interface TokenFacts {
  /** Milliseconds since the epoch, both. */
  readonly createdAt: number
  /** When it was last used, or else made. */
  readonly lastActiveAt: number
  /** Made by an admin for a program, and answered for by its owner. */
  readonly isService: boolean
}

/** The authenticated caller, always of one tenant. */
export interface Principal {
  readonly tenantId: string
  readonly actsAs: ActsAs
  readonly access: Access
  /** Globs over paths that the credential is limited to; absent: no limit of its own. */
  readonly resources?: readonly string[] | undefined
  /** CIDRs that the credential is limited to; absent: no limit of its own. */
  readonly networks?: readonly string[] | undefined
  /** Keys of projects or spaces that the credential is limited to, in upper case; absent: no limit. */
  readonly places?: readonly string[] | undefined
  /** What the provider's groups claim has; `left-out` where the token has it elsewhere, or has too much. */
  readonly claimedGroups?: readonly string[] | 'left-out' | undefined
  /** Of an API token. */
  readonly token?: TokenFacts | undefined
  readonly credential: {
    readonly kind: CredentialKind
    /** For the audit log: tells credentials of one kind apart and reveals none. */
    readonly id: string
    /** Who the credential itself names: a provider's subject, the user name of Basic. */
    readonly subject?: string | undefined
    /** Id of the provider that the token is of. */
    readonly provider?: string | undefined
    /** The provider's trust rule that let it in. */
    readonly trustRule?: string | undefined
  }
  /** Who answers for the credential: its owner, also when it acts as the app; nobody for a workload. */
  readonly ownerAccountId: string | undefined
}

/** Whoever comes without a credential. What may be called anonymously is said rule by rule, writes included. */
export function anonymousPrincipal(tenantId: string): Principal {
  return {
    tenantId,
    actsAs: { kind: 'anonymous' },
    access: 'write',
    credential: { kind: 'anonymous', id: 'anonymous' },
    ownerAccountId: undefined,
  }
}

/** A person on a page of ours, by the token that the product gives the page. */
export function pagePrincipal(tenantId: string, accountId: string): Principal {
  return {
    tenantId,
    actsAs: { kind: 'user', accountId },
    access: 'write',
    credential: { kind: 'context-token', id: 'context-token', subject: accountId },
    ownerAccountId: accountId,
  }
}
