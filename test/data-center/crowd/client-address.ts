/** What a client of Crowd says about where its user sits. */
export interface Factors {
  readonly remoteAddress?: string | undefined
  readonly forwardedFor?: string | undefined
}

/**
 * The address that a session is held to. Only a trusted proxy is believed in what it forwards: from
 * right to left, the first address that is not a trusted proxy itself (Crowd 2.4 and later,
 * CROWD024/297666147). Where all are trusted we take the leftmost one; the page leaves that open.
 */
export function clientAddress(
  { remoteAddress, forwardedFor }: Factors,
  trustedProxies: readonly string[],
): string | undefined {
  if (remoteAddress === undefined || !trustedProxies.includes(remoteAddress)) return remoteAddress
  const hops = (forwardedFor ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '')
  return hops.findLast((hop) => !trustedProxies.includes(hop)) ?? hops[0] ?? remoteAddress
}
