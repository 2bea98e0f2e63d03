import { createHash } from 'node:crypto'
import type { Provider } from '../../identity/providers/provider.ts'
import type { Fault } from '../../lib/fault.ts'
import { SECRET_FIELDS, type FieldName, type ProviderForm } from './provider-form.ts'
import { formOf } from './provider-to-form.ts'

const PUBLIC_PEMS =
  /^(?:\s*-----BEGIN (PUBLIC KEY|RSA PUBLIC KEY|CERTIFICATE)-----[A-Za-z0-9+/=\s]*-----END \1-----)*\s*$/

// What a preset leaves to be replaced (preset.ts).
const PLACEHOLDER = /^\s*\{[a-z-]{1,40}\}\s*$/

/**
 * What was typed, as it may be put into a page again: without secrets, without a private key in
 * whatever field, and without anything in the place of public keys that is not certainly one.
 */
export function echoOf(form: ProviderForm): ProviderForm {
  const fields = withoutKeys(form.fields)
  for (const name of SECRET_FIELDS) fields[name] = ''
  const pems = fields['keys.pems']
  if (!PUBLIC_PEMS.test(pems) && !PLACEHOLDER.test(pems)) fields['keys.pems'] = ''
  return {
    ...form,
    fields,
    account: withoutKeys(form.account),
    rules: form.rules.map(({ account, rows, json, ...texts }) => ({
      ...withoutKeys(texts),
      account: withoutKeys(account),
      rows: rows.map(withoutKeys),
      json: json === undefined ? undefined : withoutKey(json),
    })),
  }
}

function withoutKeys<N extends string>(texts: Readonly<Record<N, string>>): Record<N, string> {
  const entries: [string, string][] = Object.entries<string>(texts)
  // The same names, each with a text again.
  return Object.fromEntries(entries.map(([name, text]) => [name, withoutKey(text)])) as Record<
    N,
    string
  >
}

function withoutKey(text: string): string {
  return /PRIVATE KEY/i.test(text) ? '' : text
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

/** A stored secret goes with the address it was entered for (parse-secret.ts). */
export function movedSecretFaults({ fields }: ProviderForm, existing: Provider): Fault[] {
  const { keys } = existing
  if (keys.from !== 'introspection' || fields['keys.from'] !== 'introspection') return []
  if (fields['keys.introspection.url'].trim() === keys.url) return []
  return keptSecretsOf(existing)
    .filter((name) => fields[name].trim() === '')
    .map((path) => ({
      path,
      says: 'The secret was entered for another address; enter it again.',
    }))
}
