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
  /** Whether a connection serves the next call too; how long it waits for one, the other side may then say. */
  readonly keepAlive: boolean
}

export interface UpstreamLimits extends WireLimits {
  /** A whole exchange of ours (token server, product questions), connect to last byte. */
  readonly exchangeMs: number
  readonly exchangeBytesMax: number
  readonly productAnswerBytesMax: number
  readonly userTokensMax: number
  /** Sessions of people at Data Center products. */
  readonly sessionsMax: number
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
  keepAlive: true,
  userTokensMax: 10_000,
  sessionsMax: 10_000,
}

/** How many may do something at once, and how many may wait until they can. */
export interface PlaceBound {
  readonly places: number
  readonly waiting: number
}

/** Exchanges with providers; each counts for all three. */
export interface PlaceLimits {
  readonly ofProvider: PlaceBound
  readonly ofTenant: PlaceBound
  readonly overall: PlaceBound
  /** Longest wait for a place. */
  readonly waitMs: number
}

/** Providers are asked while a caller waits, at addresses that an admin of a tenant chose. */
export interface ProviderLimits extends WireLimits {
  /** All that one question takes, from waiting for a place to the last byte; for discovery, both exchanges. */
  readonly exchangeMs: number
  readonly places: PlaceLimits
  readonly keysBytesMax: number
  readonly introspectionBytesMax: number
}

export const PROVIDER_LIMITS: ProviderLimits = {
  connectMs: 5_000,
  headersMs: 5_000,
  bodyIdleMs: 5_000,
  headerBytesMax: 32_768,
  // Tenants share the origins of large providers: what bounds them are the places.
  callsInFlightMax: 256,
  // Or providers, whose admins need not be friends, could make us hold connections that nobody uses.
  keepAlive: false,
  exchangeMs: 5_000,
  places: {
    ofProvider: { places: 16, waiting: 128 },
    ofTenant: { places: 48, waiting: 256 },
    overall: { places: 256, waiting: 1_024 },
    waitMs: 2_000,
  },
  keysBytesMax: 1024 * 1024,
  // Read at every new token, and parsed on the thread that serves everybody: 1 MB would hold it for 100 ms.
  introspectionBytesMax: 64 * 1024,
}

/** A site's Crowd is asked while a caller waits, at an address that the operator set. */
export interface CrowdLimits extends WireLimits {
  /** All that one question takes, from the connection to the last byte of its last page. */
  readonly exchangeMs: number
  readonly answerBytesMax: number
  readonly groupsBytesMax: number
}

export const CROWD_LIMITS: CrowdLimits = {
  connectMs: 3_000,
  headersMs: 3_000,
  bodyIdleMs: 3_000,
  headerBytesMax: 32_768,
  callsInFlightMax: 64,
  keepAlive: true,
  exchangeMs: 3_000,
  answerBytesMax: 64 * 1024,
  groupsBytesMax: 1024 * 1024,
}

/** Notices go to addresses that an admin of a tenant chose, and nobody waits for them. */
export interface NoticeLimits extends WireLimits {
  /** All that one message takes, until the head of the answer. */
  readonly exchangeMs: number
}

export const NOTICE_LIMITS: NoticeLimits = {
  connectMs: 5_000,
  headersMs: 10_000,
  bodyIdleMs: 1_000,
  headerBytesMax: 16_384,
  callsInFlightMax: 64,
  // Or receivers could make us hold connections that nobody uses.
  keepAlive: false,
  exchangeMs: 10_000,
}

/** Audit streams go to addresses that an admin of a tenant chose, and nobody waits for them. */
export interface StreamLimits extends WireLimits {
  /** All that one batch takes, from the connection to the answer. */
  readonly exchangeMs: number
  /** How long at least a connection of syslog is left open after the last byte, to hear whether it is hung up. */
  readonly lingerMs: number
}

export const STREAM_LIMITS: StreamLimits = {
  ...NOTICE_LIMITS,
  // A receiver writes a whole batch to its disk before it answers.
  headersMs: 15_000,
  exchangeMs: 20_000,
  lingerMs: 50,
}
