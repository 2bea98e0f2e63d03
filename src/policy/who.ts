import type { CredentialKind } from '../identity/principal.ts'

/**
 * For whom a rule holds: and, or and not over few kinds. A group is one of this policy's by its id, a
 * provider one of this policy's, a token an API token by its id.
 */
export type Who =
  | { readonly all: readonly Who[] }
  | { readonly any: readonly Who[] }
  | { readonly none: readonly Who[] }
  | { readonly group: string }
  | { readonly provider: string }
  | { readonly credential: CredentialKind }
  | { readonly token: string }
  /** A CIDR, or one address. */
  | { readonly network: string }
