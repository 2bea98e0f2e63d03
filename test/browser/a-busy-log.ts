import type { CallCompletion, CallEvent } from '../../src/audit/audit-event.ts'
import { aCallEvent, aChange } from '../support/things.ts'
import type { Stage } from './stage.ts'

const HOUR_MS = 3_600_000

type Ending = Pick<CallCompletion, 'outcome' | 'status'> & Partial<CallCompletion>

const ANSWERED: Ending = { outcome: 'answered', status: 200 }
const REFUSED: Ending = { outcome: 'refused', status: 403, code: 'call/denied' }
const LIMITED: Ending = { outcome: 'refused', status: 429, code: 'limit/exceeded' }
const LATE: Ending = { outcome: 'failed', status: 504, code: 'upstream/timeout' }
const HINTED: Ending = {
  outcome: 'answered',
  status: 403,
  hint: 'upstream/user-lacks-permission',
}

/**
 * Some days of calls of three callers, as they are recorded, in the log of the site on the stage.
 * @param token that the first of them has
 */
export async function aBusyLog(
  { gatehouse, installation, world }: Stage,
  token: { readonly id: string },
): Promise<void> {
  const { product, clientKey } = installation
  const tenantId = gatehouse.app.directory.byClientKey(product, clientKey)?.id ?? ''
  const now = gatehouse.clock.now()
  const { alice } = world.site.people
  const common = { tenantId, path: '/rest/api/3/issue/OPS-1' }
  const ci: Partial<CallEvent> = {
    ...common,
    credentialKind: 'api-token',
    credentialId: token.id,
    caller: `api-token ${token.id}`,
    accountId: alice.accountId,
    operation: '/rest/api/3/issue/{issueIdOrKey}',
    limits: 'per-token=98/100',
  }
  const company: Partial<CallEvent> = {
    ...common,
    credentialKind: 'provider-token',
    credentialId: 'jti-1',
    subject: 'release-bot',
    caller: 'provider-token acme release-bot',
    accountId: undefined,
    method: 'POST',
    path: '/rest/api/3/search/jql',
    operation: '/rest/api/3/search/jql',
  }
  const bypass: Partial<CallEvent> = {
    ...common,
    credentialKind: 'bypass',
    credentialId: 'old-script',
    caller: 'bypass 10.0.0.7',
    accountId: undefined,
    actsAs: 'caller',
  }
  const calls = Array.from({ length: 200 }, (_, at) => {
    const when = now - ((at * 37) % (26 * 24)) * HOUR_MS - at * 1_000
    const recent = now - (at % 20) * HOUR_MS - at * 1_000
    const given = { at: at % 2 === 0 ? when : recent }
    if (at % 11 === 0) {
      return ended(
        { ...ci, ...given, method: 'DELETE', decision: 'deny', rule: 'resource:no-deletes' },
        REFUSED,
      )
    }
    if (at % 17 === 0)
      return ended({ ...company, ...given, decision: 'deny', rule: 'limit:bots' }, LIMITED)
    if (at % 19 === 0)
      return ended(
        {
          ...company,
          ...given,
          actsAs: 'app',
          path: '/rest/api/3/issue',
          operation: '/rest/api/3/issue',
        },
        { ...ANSWERED, status: 201, durationMs: 310, upstreamMs: 280, bytesIn: 420, bytesOut: 93 },
      )
    if (at % 23 === 0) return ended({ ...ci, ...given }, LATE)
    if (at % 13 === 0) return ended({ ...bypass, ...given }, ANSWERED)
    if (at % 7 === 0) return ended({ ...ci, ...given, shadows: 'would-deny:no-writes' }, HINTED)
    return ended(
      { ...(at % 3 === 0 ? company : ci), ...given },
      { ...ANSWERED, durationMs: 40 + at, upstreamMs: 30 + at, bytesIn: 0, bytesOut: 2_100 },
    )
  })
  const flood = aChange({
    tenantId,
    at: now - HOUR_MS,
    kind: 'calls.refused',
    actor: 'unknown',
    subject: 'credential/invalid',
    facts: { count: 1_234, minute: new Date(now - HOUR_MS).toISOString() },
  })
  await gatehouse.app.audit.appendRefused(calls, [flood])
}

function ended(given: Partial<CallEvent>, ending: Ending) {
  const completion: CallCompletion = {
    code: undefined,
    upstreamStatus: ending.outcome === 'answered' ? ending.status : undefined,
    traceId: 'b0e5c3f1',
    durationMs: 3,
    ...ending,
  }
  return { event: aCallEvent({ ...given, outcome: ending.outcome }), completion }
}
