import { Refusal } from '../lib/refusal.ts'
import type { Principal } from './principal.ts'

/** What a caller proved before it was refused. */
export type ProvedCaller = Pick<Principal, 'credential' | 'ownerAccountId'>

/**
 * A refusal of somebody whose credential is genuine, with what the record should have of them. It says
 * the same to the caller as the refusal inside.
 */
export class RefusedCaller extends Refusal {
  readonly caller: ProvedCaller
  /**
   * Whether a rule of the tenant has let this caller in. One that is merely genuine is still a
   * stranger: all the world can have tokens of a public issuer.
   */
  readonly isAdmitted: boolean

  constructor(refusal: Refusal, caller: ProvedCaller, isAdmitted: boolean) {
    const { code, detail, cause, retryAfterSeconds } = refusal
    super(code, {
      cause,
      ...(detail === undefined ? {} : { detail }),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    })
    this.caller = caller
    this.isAdmitted = isAdmitted
  }
}

/** Does the work, now or in its promise, and has a refusal of it tell whose it was; all else rises as it is. */
export function refusedAs<T>(caller: ProvedCaller, isAdmitted: boolean, work: () => T): T {
  const tell = (thrown: unknown): never => {
    throw thrown instanceof Refusal ? new RefusedCaller(thrown, caller, isAdmitted) : thrown
  }
  try {
    const done = work()
    // Of the same outcome, unless it throws: `tell` returns nothing.
    return done instanceof Promise ? (done.catch(tell) as T) : done
  } catch (thrown) {
    return tell(thrown)
  }
}
