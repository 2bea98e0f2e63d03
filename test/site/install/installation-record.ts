import type { Product } from '../access/scopes.ts'
import type { Account } from '../people/account.ts'
import type { Descriptor } from './descriptor.ts'

/**
 * `replaced`: a site import gave the instance a new client key; the app was never told that this one is gone.
 * `rolled-back`: the app did not accept `installed`.
 */
export type InstallationState = 'enabled' | 'disabled' | 'uninstalled' | 'replaced' | 'rolled-back'

/** What the site knows of one installation of one app on one of its products. */
export interface InstallationRecord {
  readonly product: Product
  readonly appKey: string
  readonly clientKey: string
  readonly oauthClientId: string
  readonly descriptorUrl: string
  descriptor: Descriptor
  sharedSecret: string
  /** Secrets of the past, newest first: for tests with tokens signed before a rotation. */
  readonly formerSecrets: string[]
  state: InstallationState
  displayUrl: string | undefined
  readonly appUser: Account
  /** Projects and spaces whose permission scheme no longer holds the app's role. */
  readonly barredFrom: Set<string>
}
