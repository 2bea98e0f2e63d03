import { createHash } from 'node:crypto'
import type { Provider } from '../../identity/providers/provider.ts'
import { SECRET_FIELDS, type FieldName, type ProviderForm } from './provider-form.ts'
import { formOf } from './provider-to-form.ts'

const PUBLIC_PEMS =
  /^(?:\s*-----BEGIN (PUBLIC KEY|RSA PUBLIC KEY|CERTIFICATE)-----[A-Za-z0-9+/=\s]*-----END \1-----)*\s*$/

/**
 * What was typed, as it may be put into a page again: without secrets, and without anything in the
 * place of public keys that is not certainly one, since people paste their private key there.
 */
export function echoOf(form: ProviderForm): ProviderForm {
  const fields = { ...form.fields }
  for (const name of SECRET_FIELDS) fields[name] = ''
  if (!PUBLIC_PEMS.test(fields['keys.pems'])) fields['keys.pems'] = ''
  return { ...form, fields }
}

/**
 * Tells whether a provider is still what a form showed. Secrets and the switch play no part: the form
 * shows neither and saving it changes neither, unless a secret is typed.
 */
export function readAsOf(provider: Provider): string {
  return createHash('sha256')
    .update(JSON.stringify(formOf(provider)))
    .digest('hex')
}

/** The fields that a provider has a stored secret for. */
export function keptSecretsOf({ keys }: Provider): FieldName[] {
  if (keys.from === 'secret') return ['keys.secret']
  if (keys.from !== 'introspection') return []
  return keys.client.method === 'private_key_jwt'
    ? ['keys.client.privateKey']
    : ['keys.client.clientSecret']
}
