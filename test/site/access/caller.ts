import type { InstallationRecord } from '../install/installation-record.ts'
import type { Account } from '../people/account.ts'

/** Who the product takes the request to come from. */
export type Caller =
  | { readonly kind: 'anonymous'; readonly failedLogin: boolean }
  | { readonly kind: 'app'; readonly account: Account; readonly installation: InstallationRecord }
  | {
      readonly kind: 'impersonated'
      readonly account: Account
      readonly installation: InstallationRecord
      readonly scopes: readonly string[]
    }
  | { readonly kind: 'person'; readonly account: Account }

export function accountOf(caller: Caller): Account | undefined {
  return caller.kind === 'anonymous' ? undefined : caller.account
}

/** Scopes that bound the call; undefined where no app is involved. */
export function ceilingOf(caller: Caller): readonly string[] | undefined {
  if (caller.kind === 'app') return caller.installation.descriptor.scopes ?? []
  if (caller.kind === 'impersonated') return caller.scopes
  return undefined
}
