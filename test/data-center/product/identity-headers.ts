import { createHash } from 'node:crypto'
import type { HeaderValues } from '../../site/http/reply.ts'
import type { Caller } from './caller.ts'
import type { ProductFaults } from './product-faults.ts'

/** Encodes as `java.net.URLEncoder` does: a space becomes a plus. */
function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}

/** What an answer says about whom it was made for. */
export function identityHeaders(faults: ProductFaults, caller: Caller): HeaderValues {
  const { user, reason, session, setCookies } = caller
  const named = faults.wrongUser ?? user ?? 'anonymous'
  const mark = session && createHash('sha1').update(session.id).digest('hex').slice(0, 7)
  return {
    ...(faults.silentUser ? {} : { 'X-AUSERNAME': formEncoded(named) }),
    'X-Seraph-LoginReason': reason,
    ...(mark === undefined ? {} : { 'X-ASESSIONID': mark }),
    ...(setCookies.length === 0 ? {} : { 'Set-Cookie': setCookies }),
  }
}
