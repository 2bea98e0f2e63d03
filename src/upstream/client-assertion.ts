import { createPrivateKey, randomUUID, type KeyObject } from 'node:crypto'
import { SignJWT } from 'jose/jwt/sign'
import type { IntrospectionClient } from '../identity/providers/provider.ts'
import { epochSeconds, type Clock } from '../lib/clock.ts'

export type KeyClient = Extract<IntrospectionClient, { method: 'private_key_jwt' }>

/** Long enough for clocks that differ by half a minute either way; each is used once, at once. */
const LIFETIME_SECONDS = 60

/** Reading a key takes longer than signing with it. */
const keys = new WeakMap<KeyClient, KeyObject>()

/**
 * A JWT by which the client proves that it holds its key (RFC 7523 §3).
 * @param audience who is to accept it
 * @throws whatever the key or jose says when they do not fit each other
 */
export async function clientAssertion(
  client: KeyClient,
  audience: string,
  clock: Clock,
): Promise<string> {
  const { keyId: kid } = client
  const iat = epochSeconds(clock)
  return await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({
      alg: client.algorithm,
      typ: 'JWT',
      ...(kid === undefined ? {} : { kid }),
    })
    .setIssuer(client.clientId)
    .setSubject(client.clientId)
    .setAudience(audience)
    .setIssuedAt(iat)
    .setExpirationTime(iat + LIFETIME_SECONDS)
    .sign(keyOf(client))
}

function keyOf(client: KeyClient): KeyObject {
  const known = keys.get(client)
  if (known !== undefined) return known
  const key = createPrivateKey({ key: client.privateKey.reveal(), format: 'pem', type: 'pkcs8' })
  keys.set(client, key)
  return key
}
