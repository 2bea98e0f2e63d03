/** Bounds of every outbound request; a test hands in shorter ones instead of waiting. */
export interface UpstreamLimits {
  readonly connectMs: number
  /** From the last byte sent until the head of the answer is complete. */
  readonly headersMs: number
  /** Longest pause between two pieces of an answer's body. */
  readonly bodyIdleMs: number
  readonly headerBytesMax: number
  /** A whole exchange of ours (token server, product questions), connect to last byte. */
  readonly exchangeMs: number
  readonly exchangeBytesMax: number
  readonly productAnswerBytesMax: number
  /** Calls on their way to one origin; above it a call is turned away, so that one slow site cannot take all sockets. */
  readonly callsInFlightMax: number
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
