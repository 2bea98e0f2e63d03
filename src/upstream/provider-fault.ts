import { Refusal } from '../lib/refusal.ts'

/** The one way of saying that a provider could not be asked: who, and why. Never a path, a query or a secret. */
export function unavailable(host: string, reason: string, retryAfterSeconds?: number): Refusal {
  return new Refusal('provider/unavailable', {
    detail: `${host}: ${reason}`,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  })
}

/**
 * The refusal for an exchange that failed. The host is one that an admin of a tenant chose, and so is
 * how it fails: whatever the network, TLS or the resolver has a code for is the provider's fault here.
 * What has none is a fault of ours and is handed back as it is. The cause is left out: the parser's
 * carries what the provider sent.
 */
export function providerFault(host: string, cause: unknown): unknown {
  if (cause instanceof Refusal) {
    if (cause.code === 'provider/unavailable') return cause
    return unavailable(host, cause.detail ?? cause.code, cause.retryAfterSeconds)
  }
  const code = foreignCodeOf(cause)
  return code === undefined ? cause : unavailable(host, code)
}

/** Codes of Node and undici for arguments that make no sense. */
const OURS = /^(?:ERR_|UND_ERR_INVALID)/

/** What the network, TLS or the resolver calls a failure; undefined for one of ours. */
export function foreignCodeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause)) return undefined
  return typeof cause.code === 'string' && !OURS.test(cause.code) ? cause.code : undefined
}
