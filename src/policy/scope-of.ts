import type { Call } from './call.ts'
import { isRead } from './resources.ts'

/** Connect scopes that a forwarded call can need; each includes the ones before it. */
export type ConnectScope = 'READ' | 'WRITE' | 'DELETE'

/** The smallest scope for a call, so that a token taken from memory could do no more than that. */
export function scopeOf(call: Call): ConnectScope {
  if (isRead(call)) return 'READ'
  return call.method === 'DELETE' ? 'DELETE' : 'WRITE'
}
