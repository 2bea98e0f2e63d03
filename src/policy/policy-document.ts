import type { Provider } from '../identity/providers/provider.ts'
import { DEFAULT_SWITCHES, type Switches } from './switches.ts'

/** All that an admin decides for one tenant. */
export interface PolicyDocument {
  /** Of this form; a later one that is not compatible counts up. */
  readonly format: 1
  readonly switches: Switches
  /** Ids and issuers are unique; the order has no meaning. */
  readonly providers: readonly Provider[]
}

/** A document with its place in the tenant's history. */
export interface Policy {
  /** Counts up with every change; 0 for a tenant whose admins never decided anything. */
  readonly version: number
  readonly document: PolicyDocument
}

export const DEFAULT_POLICY: Policy = {
  version: 0,
  document: { format: 1, switches: DEFAULT_SWITCHES, providers: [] },
}
