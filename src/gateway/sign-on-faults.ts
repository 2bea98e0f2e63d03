import type { AuditStore } from '../audit/audit-store.ts'
import type { SignOns } from '../identity/sign-on/sign-ons.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Refusal } from '../lib/refusal.ts'
import { recordedDetail, type RecordedCredential } from '../policy/recorded-credential.ts'
import type { AllowedCall } from './decide.ts'

/**
 * What follows when a product does not take a user for whom we named: what is held of a sign-on is dropped, so
 * that Crowd is asked anew; and that it took somebody for another is an alarm, beside the record of the call.
 */
export type SignOnFaults = (
  refusal: Refusal,
  allowed: Pick<AllowedCall, 'principal' | 'call' | 'tenant'>,
) => Promise<void>

export function createSignOnFaults(deps: {
  readonly signOns: Pick<SignOns, 'forgetToken'>
  readonly recordedCredential: RecordedCredential
  readonly audit: Pick<AuditStore, 'append'>
  readonly clock: Clock
  readonly ids: Pick<Ids, 'next'>
}): SignOnFaults {
  return async ({ code, detail }, { principal, call, tenant }) => {
    if (code !== 'credential/invalid' && code !== 'upstream/wrong-user') return
    const { actsAs, tenantId } = principal
    if (actsAs.kind === 'user' && actsAs.signOn !== undefined) {
      deps.signOns.forgetToken(tenantId, actsAs.signOn.tokenDigest)
    }
    if (code !== 'upstream/wrong-user') return
    const { credential } = principal
    const recorded = deps.recordedCredential(tenantId, credential)
    await deps.audit.append({
      id: deps.ids.next(),
      tenantId,
      at: deps.clock.now(),
      requestId: call.requestId,
      kind: 'sign-on.wrong-user',
      actor: 'gatehouse',
      subject: tenant.id,
      facts: { host: tenant.host, says: recordedDetail(detail, credential, recorded) ?? '' },
    })
  }
}
