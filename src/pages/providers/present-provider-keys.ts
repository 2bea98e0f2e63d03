import { ASYMMETRIC_ALGORITHMS, HMAC_ALGORITHMS } from '../../identity/providers/provider.ts'
import {
  choice,
  type ChoiceModel,
  type FieldModel,
  type FieldWords,
  type PresentField,
} from '../field-model.ts'
import type { FieldName, ProviderForm } from './provider-form.ts'
import { KEY_SOURCES } from './provider-words.ts'

/** The part of the form about keys; the page shows only what belongs to the chosen source. */
export interface KeysModel {
  readonly source: FieldModel
  readonly sources: readonly ChoiceModel[]
  readonly jwksUrl: FieldModel
  readonly pems: FieldModel
  readonly secret: FieldModel
  readonly introspection: readonly FieldModel[]
  readonly clientSecret: FieldModel
  readonly privateKey: readonly FieldModel[]
  readonly opaque: FieldModel
  readonly prefix: FieldModel
  readonly cacheSeconds: FieldModel
  readonly algorithms: FieldModel
  readonly asymmetric: readonly AlgorithmModel[]
  readonly hmac: readonly AlgorithmModel[]
}

interface AlgorithmModel {
  readonly name: string
  readonly label: string
  readonly chosen: boolean
}

const METHODS = [
  { value: 'client_secret_basic', label: 'Client secret, in the Authorization header' },
  { value: 'client_secret_post', label: 'Client secret, in the form' },
  { value: 'private_key_jwt', label: 'Private key (private_key_jwt)' },
]
const OPAQUE = [
  { value: 'jwt', label: 'JWTs that name the issuer' },
  { value: 'prefix', label: 'Tokens that begin with a prefix' },
  { value: 'all', label: 'All tokens that no other provider takes' },
]

const KEEP = 'Leave empty to keep the stored one.'
const SEALED = 'Stored sealed, and never shown again.'

/** @param kept fields whose secret is stored, so that leaving them empty keeps it */
export function presentKeys(
  form: ProviderForm,
  field: PresentField,
  kept: readonly FieldName[],
): KeysModel {
  const { fields } = form
  const secret = (name: FieldName, words: Omit<FieldWords, 'value'>) => {
    const keeps = kept.includes(name)
    const hint = keeps ? KEEP : SEALED
    return field(name, { ...words, value: '', secret: true, required: !keeps, hint })
  }
  const from = fields['keys.from']
  const text = (name: FieldName, words: Omit<FieldWords, 'value'>) =>
    field(name, { ...words, value: fields[name] })
  return {
    source: text('keys.from', { label: 'Where the keys come from' }),
    sources: KEY_SOURCES.map(({ value, label, hint }) => choice(value, label, from, hint)),
    // prettier-ignore
    jwksUrl: text('keys.jwks.url', { label: 'JWKS address', required: true, wide: true, code: true }),
    pems: text('keys.pems', {
      label: 'Public keys or certificates (PEM)',
      hint: 'Several for a rotation, with an empty line between them. Never a private key.',
      required: true,
      wide: true,
      lines: 8,
      code: true,
    }),
    secret: secret('keys.secret', { label: 'Shared secret', wide: true }),
    introspection: [
      // prettier-ignore
      text('keys.introspection.url', { label: 'Introspection address', required: true, wide: true, code: true }),
      text('keys.client.method', { label: 'Gatehouse proves itself by', options: METHODS }),
      text('keys.client.clientId', { label: 'Client id', required: true, code: true }),
    ],
    clientSecret: secret('keys.client.clientSecret', { label: 'Client secret' }),
    privateKey: [
      secret('keys.client.privateKey', {
        label: 'Private key (PKCS #8, PEM)',
        lines: 6,
        code: true,
        wide: true,
      }),
      text('keys.client.algorithm', {
        label: 'Signature algorithm',
        options: ASYMMETRIC_ALGORITHMS.map((value) => ({ value, label: value })),
      }),
      text('keys.client.keyId', { label: 'Key id', hint: 'If the provider wants a kid.' }),
      // prettier-ignore
      text('keys.client.audience', { label: 'Audience of the assertion', hint: 'Empty: the issuer.' }),
    ],
    opaque: text('keys.opaque', { label: 'Which tokens are asked about', options: OPAQUE }),
    prefix: text('keys.prefix', { label: 'Prefix', required: true, code: true }),
    cacheSeconds: text('keys.cacheSeconds', {
      label: 'Believe an answer for (seconds)',
      hint: 'For so long a token that was withdrawn may still be taken.',
    }),
    algorithms: field('algorithms', { label: 'Signature algorithms', value: '' }),
    asymmetric: ASYMMETRIC_ALGORITHMS.map((name) => algorithm(name, form)),
    hmac: HMAC_ALGORITHMS.map((name) => algorithm(name, form)),
  }
}

function algorithm(name: string, { algorithms }: ProviderForm): AlgorithmModel {
  return { name: `algorithms.${name}`, label: name, chosen: algorithms.includes(name) }
}
