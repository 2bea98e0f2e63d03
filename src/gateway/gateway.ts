import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Settings } from '../config/settings.ts'
import type { Authenticator } from '../identity/credential.ts'
import type { Principal } from '../identity/principal.ts'
import { unknownCredential } from '../identity/unknown-credential.ts'
import type { Clock } from '../lib/clock.ts'
import { hstsFor } from '../lib/hsts.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Call } from '../policy/call.ts'
import type { Decision } from '../policy/decision.ts'
import { scopeOf } from '../policy/scope-of.ts'
import type { TenantDirectory } from '../tenants/tenant-directory.ts'
import { isActive, type Tenant } from '../tenants/tenant.ts'
import type { SiteClient } from '../upstream/site-client.ts'
import type { SiteAnswer, SiteRequest } from '../upstream/site-request.ts'
import { ownHeaders, passOn } from './answer.ts'
import { authenticate, refuseSwitchedOff, type AcceptedKinds } from './authenticate.ts'
import { createCallRecord, type CallFacts, type CallRecordDeps } from './call-record.ts'
import { createClientAddress } from './client-address.ts'
import { endWithout, type Ending } from './end-without.ts'
import { forwardedHeaders } from './forwarded-headers.ts'
import { watchHangUp } from './hang-up.ts'
import { readCall } from './read-call.ts'
import { readCredential } from './read-credential.ts'
import { readSite } from './read-site.ts'
import { drainLeftover, requestBodyOf } from './request-body.ts'

export interface GatewayDeps extends CallRecordDeps {
  readonly directory: Pick<TenantDirectory, 'bySite'>
  /** Asked in this order. */
  readonly authenticators: readonly Authenticator[]
  readonly acceptedKinds: AcceptedKinds
  readonly evaluate: (principal: Principal, call: Call) => Decision
  readonly siteClient: Pick<SiteClient, 'send'>
  readonly settings: Pick<Settings, 'trustedProxies' | 'clientIpHeader' | 'baseUrl'>
  readonly clock: Clock
  /** After so long without a byte either way a caller is cut off, so that a stalled one holds nothing. */
  readonly callerIdleMs?: number
}

// Longer than the product may take to begin its answer, since both directions rest meanwhile.
const CALLER_IDLE_MS = 180_000

/**
 * Serves `ANY /sites/{host}/{path}`. Never rejects, and ends every request: with the product's answer,
 * with a problem document, or by cutting the connection when half an answer is out already.
 */
export function createGateway(
  deps: GatewayDeps,
): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const addressOf = createClientAddress(deps.settings)
  const rooms = { ...deps, hsts: hstsFor(deps.settings.baseUrl) }
  return async (req, res) => {
    try {
      await serve(rooms, addressOf(req), req, res)
    } catch (fault) {
      deps.log.error({ err: fault }, 'a call could not be brought to its end')
      res.destroy()
    }
  }
}

async function serve(
  deps: GatewayDeps & { readonly hsts: string | undefined },
  address: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const { clock, ids, directory, authenticators, siteClient } = deps
  const hangUp = watchHangUp(res, deps.callerIdleMs ?? CALLER_IDLE_MS)
  const record = createCallRecord(deps)
  const requestId = ids.next()
  const ours = ownHeaders(requestId, deps.hsts)
  const method = req.method ?? ''
  let facts: CallFacts = { requestId, at: clock.now(), address, method }
  let answer: SiteAnswer | undefined
  let ending: Ending

  try {
    const site = readSite(req.url ?? '')
    const tenant = directory.bySite(site.product, site.host)
    facts = { ...facts, tenant, path: site.rawPath }
    const call = readCall(req, site, requestId)

    // To somebody unknown every site looks alike, served or not: nobody can list who uses Gatehouse.
    const credential = readCredential(req)
    if (tenant === undefined) {
      throw unknownCredential(credential, `nothing is installed on ${site.host}`)
    }
    const principal = await authenticate(authenticators, credential, tenant)
    facts = { ...facts, principal }
    await refuseSwitchedOff(deps.acceptedKinds, principal)
    if (!isActive(tenant)) throw new Refusal('site/inactive')

    const decision = deps.evaluate(principal, call)
    facts = { ...facts, rule: decision.rule }
    if (decision.effect === 'deny') throw new Refusal(decision.code)

    const outbound = siteRequestOf(req, tenant, principal, call, hangUp.signal)
    await record.open(facts, 'allow', decision.rule)
    answer = await siteClient.send(withBody(req, outbound))
    await passOn(res, answer, ours)
    ending = { outcome: 'answered', status: answer.status, code: undefined }
  } catch (thrown) {
    ending = await endWithout({ thrown, facts, record, hangUp, log: deps.log, req, res, ours })
  } finally {
    hangUp.stop()
    drainLeftover(req)
  }

  await record.close({
    ...ending,
    upstreamStatus: answer?.productStatus,
    traceId: answer?.traceId,
    durationMs: clock.now() - facts.at,
  })
}

function siteRequestOf(
  req: IncomingMessage,
  tenant: Tenant,
  principal: Principal,
  call: Call,
  signal: AbortSignal,
): SiteRequest {
  return {
    tenant,
    actsAs: principal.actsAs,
    needs: scopeOf(call),
    method: call.method,
    path: call.path,
    query: call.query,
    headers: forwardedHeaders(req),
    redirects: req.headers['gatehouse-redirect'] === 'manual' ? 'manual' : 'follow',
    signal,
  }
}

// Last of all, since from here on the caller's bytes flow.
function withBody(req: IncomingMessage, request: SiteRequest): SiteRequest {
  const body = requestBodyOf(req)
  return body === undefined ? request : { ...request, body }
}
