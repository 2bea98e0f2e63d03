import type { Bypass } from './bypass.ts'
import type { Call } from './call.ts'
import { comparablePath } from './comparable-path.ts'
import { ipKeyOf } from './ip-key.ts'
import type { Snapshot } from './snapshot.ts'

/** The first bypass that is on, has not ended, and fits the call. @param now ms since the epoch */
export function bypassFor(
  { bypasses, document }: Snapshot,
  call: Call,
  address: string,
  now: number,
): Bypass | undefined {
  if (document.bypasses.length === 0) return undefined
  const path = comparablePath(call.path)
  const fitting = path === undefined ? [] : bypasses(path.exact)
  if (fitting.length === 0) return undefined
  const addressKey = ipKeyOf(address)
  return fitting.find(({ holds }) => holds(call, addressKey, now))?.bypass
}
