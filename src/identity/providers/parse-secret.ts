import { z } from 'zod'
import { Secret } from '../../lib/secret.ts'
import { memberOf, withMember } from './draft-members.ts'
import type { Provider } from './provider.ts'

/** What a secret looks like when it is shown; sent back, it stands for the one that is kept. */
const SEALED = String(new Secret(''))

const NOT_KEPT = `No secret is kept that ${SEALED} could stand for; enter it again for another address, another kind of keys or another method.`

/** What is to be kept, or what is wrong with a text; in no case is the text in `says`. */
export type SecretReading = { readonly secret: Secret } | { readonly says: string }

export function secretField(needed: string, read: (text: string) => SecretReading) {
  return z.string({ error: needed }).transform((text, context): Secret => {
    const reading = text === SEALED ? { says: NOT_KEPT } : read(text)
    if ('secret' in reading) return reading.secret
    context.addIssue({ code: 'custom', message: reading.says })
    return z.NEVER
  })
}

/**
 * The input with the secrets in place that it says to keep. One for an introspection endpoint goes with
 * the endpoint's address: whoever may edit a provider but does not know its secret could otherwise have
 * it sent to a server of their own.
 */
export function withKeptSecrets(input: unknown, existing: Provider | undefined): unknown {
  const keys = memberOf(input, 'keys')
  const kept = existing?.keys
  if (kept === undefined || memberOf(keys, 'from') !== kept.from) return input
  if (kept.from === 'secret') {
    return withMember(input, 'keys', withKept(keys, 'secret', kept.secret))
  }
  if (kept.from !== 'introspection' || memberOf(keys, 'url') !== kept.url) return input
  const client = memberOf(keys, 'client')
  const full =
    kept.client.method === 'private_key_jwt'
      ? withKept(client, 'privateKey', kept.client.privateKey)
      : withKept(client, 'clientSecret', kept.client.clientSecret)
  return withMember(input, 'keys', withMember(keys, 'client', full))
}

function withKept(input: unknown, name: string, secret: Secret): unknown {
  return memberOf(input, name) === SEALED ? withMember(input, name, secret.reveal()) : input
}
