import { createHash } from 'node:crypto'
import type { IntrospectionClient, Provider } from '../providers/provider.ts'

/** What answers of an introspection endpoint depend on, besides the token. */
export interface Introspection {
  /** Of the provider's id, the endpoint and how it is asked; no secret can be read from it. */
  readonly digest: string
  readonly cacheSeconds: number
}

const known = new WeakMap<Provider, Introspection>()

/**
 * The name under which answers are remembered. By its content rather than the object, so that a policy
 * that was read anew finds them, and one in which the endpoint or the client changed does not.
 */
export function introspectionOf(provider: Provider): Introspection {
  const found = known.get(provider)
  if (found !== undefined) return found
  const { keys, id, issuer } = provider
  if (keys.from !== 'introspection') throw new Error(`provider ${id} does not introspect`)
  const { url, client, cacheSeconds } = keys
  const facts = [id, issuer ?? null, url, cacheSeconds, client.method, ...factsOf(client)]
  const digest = createHash('sha256').update(JSON.stringify(facts)).digest('base64')
  const introspection = { digest, cacheSeconds }
  known.set(provider, introspection)
  return introspection
}

function factsOf(client: IntrospectionClient): unknown[] {
  if (client.method !== 'private_key_jwt') return [client.clientId, client.clientSecret.reveal()]
  const { clientId, privateKey, algorithm, keyId, audience } = client
  return [clientId, privateKey.reveal(), algorithm, keyId ?? null, audience ?? null]
}
