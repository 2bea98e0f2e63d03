import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Settings } from '../config/settings.ts'
import { hstsFor } from '../lib/hsts.ts'
import type { Ids } from '../lib/ids.ts'
import { Refusal } from '../lib/refusal.ts'
import type { StopSignal } from '../lib/stop-signal.ts'
import { scopeOf } from '../policy/scope-of.ts'
import type { SiteAnswer, SiteRequest } from '../upstream/site-request.ts'
import { ownHeaders, passOn } from './answer.ts'
import { newFacts } from './call-facts.ts'
import { CallRecord, type CallRecordDeps } from './call-record.ts'
import { createClientAddress, type ClientAddress } from './client-address.ts'
import { decide, type AllowedCall, type DecideDeps } from './decide.ts'
import { endWithout, type Ending } from './end-without.ts'
import { forwardedHeaders } from './forwarded-headers.ts'
import {
  isSessionCall,
  serveSession,
  type SessionDoorDeps,
  type SessionRooms,
} from './session-door.ts'
import type { SignOnFaults } from './sign-on-faults.ts'
import { CALLER_IDLE_MS, HangUp } from './hang-up.ts'
import { drainLeftover, requestBodyOf, type CallBody } from './request-body.ts'
import { findWayOut, type WayOut, type WayOutDeps } from './way-out.ts'

export interface GatewayDeps extends CallRecordDeps, DecideDeps, WayOutDeps {
  readonly siteClient: WayOutDeps['siteClient'] & SessionRooms['siteClient']
  readonly ids: Ids
  readonly settings: Pick<Settings, 'trustedProxies' | 'clientIpHeader' | 'baseUrl'>
  readonly dataCenter: SessionDoorDeps & { readonly onFault: SignOnFaults }
  /** After so long without a byte either way a caller is cut off, so that a stalled one holds nothing. */
  readonly callerIdleMs?: number
}

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
      if (isSessionCall(req, deps.directory)) await serveSession(rooms, addressOf, req, res)
      else await serve(rooms, addressOf, req, res)
    } catch (fault) {
      deps.log.error({ err: fault }, 'a call could not be brought to its end')
      res.destroy()
    }
  }
}

async function serve(
  deps: GatewayDeps & { readonly hsts: string | undefined },
  addressOf: ClientAddress,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const { clock, ids, log, hsts } = deps
  const hangUp = new HangUp(res, deps.callerIdleMs ?? CALLER_IDLE_MS)
  const record = new CallRecord(deps)
  const facts = newFacts(ids.next(), clock.now(), addressOf(req), req.method)
  let allowed: AllowedCall | undefined
  let wayOut: WayOut | undefined
  let answer: SiteAnswer | undefined
  let upstreamMs: number | undefined
  let body: CallBody | undefined
  let ending: Ending

  try {
    const decided = await decide(deps, req, addressOf, facts)
    allowed = decided
    const outbound = siteRequestOf(req, decided, hangUp)
    const found = decided.orGiveBack(() => findWayOut(deps, decided, outbound, facts))
    wayOut = found instanceof Promise ? await found : found
    await record.open(facts, 'allow', decided.rule)
    body = requestBodyOf(req) // Last of all, since from here on the caller's bytes flow.
    const sentAt = clock.now()
    answer = await wayOut.send(body === undefined ? outbound : { ...outbound, body })
    upstreamMs = clock.now() - sentAt
    await passOn(res, answer, ownHeaders(facts.requestId, hsts, facts.budgets))
    ending = { outcome: 'answered', status: answer.status, code: undefined }
  } catch (thrown) {
    if (isUnproved(thrown)) await allowed?.giveBackShared()
    if (thrown instanceof Refusal && allowed !== undefined)
      await deps.dataCenter.onFault(thrown, allowed)
    const ours = ownHeaders(facts.requestId, hsts, facts.budgets)
    ending = await endWithout({ thrown, facts, record, hangUp, log, req, res, ours })
  } finally {
    wayOut?.leave()
    hangUp.end()
    drainLeftover(req)
  }

  // Written out: a spread with members behind it costs more than all the rest of the record.
  const closed = record.close({
    outcome: ending.outcome,
    status: ending.status,
    code: ending.code,
    upstreamStatus: answer?.productStatus,
    traceId: answer?.traceId,
    hint: ending.hint ?? answer?.hint,
    deprecation: answer?.deprecation,
    upstreamMs,
    bytesIn: body?.passedBytes(),
    bytesOut: answer?.body.passedBytes,
    // A clock that was set back meanwhile would make a call end before it began.
    durationMs: Math.max(0, clock.now() - facts.at),
  })
  if (closed instanceof Promise) await closed
}

// The product has judged a credential of its own, and it was worth nothing.
function isUnproved(thrown: unknown): boolean {
  return thrown instanceof Refusal && thrown.code === 'credential/invalid'
}

function siteRequestOf(
  req: IncomingMessage,
  { tenant, principal, call, snapshot }: AllowedCall,
  signal: StopSignal,
): SiteRequest {
  return {
    tenant,
    actsAs: principal.actsAs,
    policyVersion: snapshot.version,
    needs: scopeOf(call),
    method: call.method,
    path: call.path,
    query: call.query,
    headers: forwardedHeaders(req),
    redirects: req.headers['gatehouse-redirect'] === 'manual' ? 'manual' : 'follow',
    signal,
  }
}
