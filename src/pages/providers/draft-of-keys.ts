import { ASYMMETRIC_ALGORITHMS, HMAC_ALGORITHMS } from '../../identity/providers/provider.ts'
import type { Fault } from '../../lib/fault.ts'
import { Secret } from '../../lib/secret.ts'
import { listOf, numberOf, orAbsent, present } from './form-texts.ts'
import type { FieldName, ProviderForm } from './provider-form.ts'

/** What the parser takes for a secret that is kept. */
const SEALED = String(new Secret(''))

type SecretIn = (name: FieldName) => string | undefined

/**
 * What tokens are verified with, of the chosen source alone.
 * @param kept fields of secrets that are stored; left empty they stand for what is stored
 */
export function keysOf({ fields }: ProviderForm, kept: readonly FieldName[]): object {
  const secret: SecretIn = (name) => {
    const typed = fields[name].trim()
    return typed === '' && kept.includes(name) ? SEALED : orAbsent(typed)
  }
  const from = fields['keys.from']
  switch (from) {
    case 'jwks':
      return { from, url: fields['keys.jwks.url'].trim() }
    case 'pem':
      // Certificates without an empty line between them are a chain, which the parser refuses.
      return { from, pems: listOf(fields['keys.pems'], /\n[^\S\n]*\n/) }
    case 'secret':
      return present({ from, secret: secret('keys.secret') })
    case 'introspection':
      return present({
        from,
        url: fields['keys.introspection.url'].trim(),
        client: clientOf(fields, secret),
        prefix: prefixOf(fields),
        cacheSeconds: numberOf(fields['keys.cacheSeconds']),
      })
    default:
      return { from }
  }
}

function clientOf(fields: ProviderForm['fields'], secret: SecretIn): object {
  const method = fields['keys.client.method']
  const clientId = fields['keys.client.clientId'].trim()
  if (method !== 'private_key_jwt') {
    return present({ method, clientId, clientSecret: secret('keys.client.clientSecret') })
  }
  return present({
    method,
    clientId,
    privateKey: secret('keys.client.privateKey'),
    algorithm: fields['keys.client.algorithm'],
    keyId: orAbsent(fields['keys.client.keyId'].trim()),
    audience: orAbsent(fields['keys.client.audience'].trim()),
  })
}

function prefixOf(fields: ProviderForm['fields']): string | undefined {
  if (fields['keys.opaque'] === 'all') return ''
  return fields['keys.opaque'] === 'prefix' ? fields['keys.prefix'].trim() : undefined
}

/** An empty prefix would mean every token, which is a choice of its own. */
export function prefixFaults({ fields }: ProviderForm): Fault[] {
  if (fields['keys.from'] !== 'introspection' || fields['keys.opaque'] !== 'prefix') return []
  if (fields['keys.prefix'].trim() !== '') return []
  return [{ path: 'keys.prefix', says: 'Give the prefix, or choose another kind of token.' }]
}

/** Those that were ticked, of the ticks that are shown for the chosen source. */
export function algorithmsOf({ fields, algorithms }: ProviderForm): string[] {
  if (fields['keys.from'] === 'introspection') return []
  const fitting: readonly string[] =
    fields['keys.from'] === 'secret' ? HMAC_ALGORITHMS : ASYMMETRIC_ALGORITHMS
  return algorithms.filter((each) => fitting.includes(each))
}
