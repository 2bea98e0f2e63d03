import { Refusal } from '../lib/refusal.ts'
import { foreignCodeOf } from './provider-fault.ts'

/** The one way of saying that a Crowd could not be asked: who, and why. Never a path, a name or a secret. */
export function crowdUnavailable(
  host: string,
  reason: string,
  retryAfterSeconds?: number,
): Refusal {
  const facts = retryAfterSeconds === undefined ? {} : { retryAfterSeconds }
  return new Refusal('crowd/unavailable', { detail: `${host}: ${reason}`, ...facts })
}

/** Crowd turns the application away, whoever the user is. */
export function crowdAppRefused(host: string, status: number): Refusal {
  const detail = `${host}: it answered ${String(status)}: an administrator has to correct the application's name, password or remote addresses`
  return new Refusal('crowd/app-refused', { detail })
}

/**
 * The refusal for an exchange that failed. What is no fault of the network or of Crowd is one of ours
 * and is handed back as it is. The cause is left out: the parser's carries what Crowd sent.
 */
export function crowdFault(host: string, cause: unknown): unknown {
  if (cause instanceof Refusal) {
    if (cause.code === 'crowd/unavailable' || cause.code === 'crowd/app-refused') return cause
    return crowdUnavailable(host, cause.detail ?? cause.code, cause.retryAfterSeconds)
  }
  const code = foreignCodeOf(cause)
  return code === undefined ? cause : crowdUnavailable(host, code)
}
