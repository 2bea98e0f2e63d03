import type { AtlassianAddresses } from '../config/settings.ts'
import type { Clock } from '../lib/clock.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { hintOf } from './answer-hint.ts'
import { deprecationOf } from './deprecation.ts'
import { exchangeUserToken } from './exchange-user-token.ts'
import { UPSTREAM_LIMITS, type UpstreamLimits } from './limits.ts'
import { createMediaRedirects, type MediaRedirects } from './media-redirect.ts'
import { refuseMoved } from './moved-site.ts'
import { publicLookup } from './public-address.ts'
import { quotaSignalsOf } from './rate-limit-headers.ts'
import { sendAs, type Senders } from './send-as.ts'
import { endSession, type SignedOn } from './send-in-session.ts'
import { createSessionJar } from './session-jar.ts'
import { siteAddressOf } from './site-address.ts'
import type { SiteAnswer, SiteRequest } from './site-request.ts'
import { createUserTokens } from './user-tokens.ts'
import { createWire } from './wire.ts'

/** The way to the product, for the gateway and for our own questions. */
export interface SiteClient {
  /**
   * Makes the call as the app or as a user. Resolves with the head of the answer; the body streams.
   * @throws Refusal `upstream/*`; whatever the signal's reason is when it was aborted
   */
  send(request: SiteRequest): Promise<SiteAnswer>
  /** Drops the user tokens and sessions of tenants whose installation changed. */
  forget(tenantIds: readonly string[]): void
  /** Drops the sessions that people have at a Data Center product; absent user: everybody's. */
  endSessions(tenantId: string, userName?: string): void
  /** Ends one person's session at the product, as far as the product takes notice. @throws Refusal `upstream/*` */
  signOut(tenant: Tenant, policyVersion: number, who: SignedOn): Promise<void>
  close(): Promise<void>
}

export interface SiteClientOptions {
  readonly atlassian: Pick<AtlassianAddresses, 'tokenUrl' | 'allowHttpSites'>
  readonly clock: Clock
  readonly limits?: Partial<UpstreamLimits>
}

// As long as it may be where it is kept; a record must not fail for it.
const TRACE_ID_LENGTH_MAX = 255

interface Parts extends Senders {
  readonly redirects: MediaRedirects
  readonly allowHttpSites: boolean
}

export function createSiteClient(options: SiteClientOptions): SiteClient {
  const { clock, atlassian } = options
  const { tokenUrl, allowHttpSites } = atlassian
  const limits = { ...UPSTREAM_LIMITS, ...options.limits }
  const wire = createWire(limits)
  // Where the product's answer leads must not be our own network; the stand-in lives there.
  const mediaWire = createWire(limits, allowHttpSites ? undefined : publicLookup)
  const exchange = { wire, tokenUrl, clock, limits }
  const parts: Parts = {
    wire,
    userTokens: createUserTokens(
      (wish) => exchangeUserToken(exchange, wish),
      clock,
      limits.userTokensMax,
    ),
    sessions: createSessionJar(clock, limits.sessionsMax),
    redirects: createMediaRedirects(mediaWire, allowHttpSites),
    allowHttpSites,
    clock,
  }

  return {
    send: (request) => send(parts, request),
    forget: (tenantIds) => {
      parts.userTokens.forget(tenantIds)
      parts.sessions.forget(tenantIds)
    },
    endSessions: (tenantId, userName) => {
      parts.sessions.forget([tenantId], userName)
    },
    signOut: (tenant, policyVersion, who) =>
      endSession(parts, { tenant, policyVersion }, siteAddressOf(tenant, allowHttpSites), who),
    async close() {
      await Promise.all([wire.close(), mediaWire.close()])
    },
  }
}

async function send(parts: Parts, request: SiteRequest): Promise<SiteAnswer> {
  const address = siteAddressOf(request.tenant, parts.allowHttpSites)
  const answer = await sendAs(parts, request, address)
  const told: SiteAnswer = {
    status: answer.status,
    rawHeaders: answer.rawHeaders,
    body: answer.body,
    productStatus: answer.status,
    traceId: answer.header('atl-traceid')?.slice(0, TRACE_ID_LENGTH_MAX),
    hint: undefined,
    deprecation: deprecationOf(answer),
    quota: quotaSignalsOf(answer, parts.clock),
  }
  if (answer.status < 300) return told // Nearly all: neither a redirect nor a refusal.

  refuseMoved(answer, address, request)
  const target =
    request.redirects === 'follow'
      ? parts.redirects.targetOf(request.method, address.origin, answer)
      : undefined
  if (target !== undefined) {
    answer.body.discard()
    const from = { ...request, productOrigin: address.origin }
    const { status, rawHeaders, body } = await parts.redirects.follow(from, target)
    return { ...told, status, rawHeaders, body }
  }
  if (answer.status < 400) return told
  return { ...told, hint: await hintOf(answer, request.actsAs) }
}
