import type { Bypass } from './bypass.ts'
import type { Call } from './call.ts'
import type { IpKey } from './ip-key.ts'
import { keySet } from './network-set.ts'
import { methodTest } from './resource-test.ts'
import { isRead } from './resources.ts'

/** A bypass ready to be asked; whether its path fits has been found out before. */
export interface BypassTest {
  readonly bypass: Bypass
  /** @param now milliseconds since the epoch */
  readonly holds: (call: Call, addressKey: IpKey | undefined, now: number) => boolean
}

/** @throws Refusal `policy/unavailable` for what is not understood here */
export function bypassTest(bypass: Bypass): BypassTest {
  const isForMethod = methodTest(bypass)
  const isInNetworks = keySet(bypass.networks)
  const endsAt = Date.parse(bypass.expiresAt)
  return {
    bypass,
    // A time that cannot be read is no number, and nothing is before that.
    holds: (call, addressKey, now) =>
      now < endsAt && isInNetworks(addressKey) && isForMethod(call, isRead(call)),
  }
}
