/** A reverse proxy of the organisation in front of Gatehouse, which says where a call came from. */
export interface OwnProxy {
  /** Lower-case name of the header in which it puts the caller's address. */
  readonly header: string
  /** CIDRs of the proxies whose word is believed; at least one. */
  readonly trusted: readonly string[]
}

/** Where calls may come from. A network is a CIDR, or one address; `deny` wins. */
export interface NetworkRules {
  /** Empty: from everywhere. */
  readonly allow: readonly string[]
  readonly deny: readonly string[]
  readonly proxy?: OwnProxy | undefined
}

export const DEFAULT_NETWORKS: NetworkRules = { allow: [], deny: [] }
