/** Bounds of every outbound request; a test hands in shorter ones instead of waiting. */
export interface WireLimits {
  readonly connectMs: number
  /** From the last byte sent until the head of the answer is complete. */
  readonly headersMs: number
  /** Longest pause between two pieces of an answer's body. */
  readonly bodyIdleMs: number
  readonly headerBytesMax: number
  /** Calls on their way to one origin; above it a call is turned away, so that one slow site cannot take all sockets. */
  readonly callsInFlightMax: number
}

export interface UpstreamLimits extends WireLimits {
  /** A whole exchange of ours (token server, product questions), connect to last byte. */
  readonly exchangeMs: number
  readonly exchangeBytesMax: number
  readonly productAnswerBytesMax: number
  readonly userTokensMax: number
}

export const UPSTREAM_LIMITS: UpstreamLimits = {
  connectMs: 5_000,
  headersMs: 60_000,
  bodyIdleMs: 60_000,
  headerBytesMax: 32_768,
  exchangeMs: 5_000,
  exchangeBytesMax: 64 * 1024,
  productAnswerBytesMax: 256 * 1024,
  callsInFlightMax: 512,
  userTokensMax: 10_000,
}

/** Providers are asked while a caller waits, at addresses that an admin of a tenant chose. */
export interface ProviderLimits extends WireLimits {
  /** All that one question takes, connect to last byte; for discovery, both of its exchanges. */
  readonly exchangeMs: number
  readonly keysBytesMax: number
  readonly introspectionBytesMax: number
}

export const PROVIDER_LIMITS: ProviderLimits = {
  connectMs: 5_000,
  headersMs: 5_000,
  bodyIdleMs: 5_000,
  headerBytesMax: 32_768,
  callsInFlightMax: 16,
  exchangeMs: 5_000,
  keysBytesMax: 1024 * 1024,
  // Read at every new token, and parsed on the thread that serves everybody: 1 MB would hold it for 100 ms.
  introspectionBytesMax: 64 * 1024,
}
