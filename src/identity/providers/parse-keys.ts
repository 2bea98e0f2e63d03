import { z } from 'zod'
import { Secret } from '../../lib/secret.ts'
import { readPrivateKey, readPublicKey } from './check-pem.ts'
import {
  clientIdFault,
  clientSecretFault,
  lineFault,
  repeatsIn,
  tokenPrefixFault,
} from './check-text.ts'
import { endpointFault, type AddressRules } from './check-url.ts'
import { list, members, text, whole } from './parse-fields.ts'
import { secretField, type SecretReading } from './parse-secret.ts'
import { ASYMMETRIC_ALGORITHMS, type SigningAlgorithm } from './provider.ts'

/** As many as are tried on a token without `kid` (`fitting-keys.ts`): one more would never serve. */
const PEMS_MAX = 8
/** RFC 7518 §3.2, for HS256; the longer ones ask for more (`check-algorithms.ts`). */
const SECRET_BYTES_MIN = 32

const KINDS = 'Say in from where the keys come from: pem, jwks, discovery, secret or introspection.'

/** What tokens are verified with. */
export function keysSchema(rules: AddressRules) {
  const kinds = [
    members({ from: z.literal('pem'), pems }, KINDS),
    members(
      {
        from: z.literal('secret'),
        secret: secretField('Enter the shared secret.', readShared),
      },
      KINDS,
    ),
    members({ from: z.literal('jwks'), url: endpoint('jwks', rules) }, KINDS),
    members({ from: z.literal('discovery') }, KINDS),
    members(
      {
        from: z.literal('introspection'),
        url: endpoint('introspection', rules),
        client: clientSchema(),
        prefix: text('Must be a text, or left out.', tokenPrefixFault).optional(),
        cacheSeconds: whole(0, 300).default(30),
      },
      KINDS,
    ),
  ] as const
  return z.discriminatedUnion('from', kinds, { error: KINDS })
}

const pems = list(
  z.string({ error: 'Must be a text.' }),
  PEMS_MAX,
  'Paste at least one key.',
).transform((texts, context) => {
  const keys = texts.map((each) => readPublicKey(each))
  keys.forEach((key, index) => {
    if (key.kind === 'fault') context.addIssue({ code: 'custom', path: [index], message: key.says })
  })
  const thumbprints = keys.map((key) => (key.kind === 'key' ? key.thumbprint : undefined))
  for (const index of repeatsIn(thumbprints)) {
    const message = 'This is the same key as one further up.'
    context.addIssue({ code: 'custom', path: [index], message })
  }
  return keys.flatMap((key) => (key.kind === 'key' ? key.pem : []))
})

function endpoint(kind: 'jwks' | 'introspection', rules: AddressRules) {
  return text('Enter its https address.', (url) => endpointFault(url, kind, rules))
}

// A public key that serves as an HMAC secret lets everybody make tokens: it is no secret.
function readShared(secret: string): SecretReading {
  if (secret.includes('-----BEGIN')) {
    return { says: 'This is a key, not a shared secret; a public key goes with keys from pem.' }
  }
  if (Buffer.byteLength(secret) < SECRET_BYTES_MIN) {
    return { says: `A shared secret needs at least ${SECRET_BYTES_MIN} bytes (RFC 7518 §3.2).` }
  }
  const says = secret.length > 1000 ? 'Use at most 1000 characters.' : lineFault(secret)
  return says === undefined ? { secret: new Secret(secret) } : { says }
}

const METHODS =
  'Say in method how Gatehouse proves itself: client_secret_basic, client_secret_post or private_key_jwt.'

function clientSchema() {
  const clientId = text('Enter the client id that the provider gave Gatehouse.', clientIdFault)
  const withSecret = members(
    {
      method: z.enum(['client_secret_basic', 'client_secret_post']),
      clientId,
      clientSecret: secretField('Enter the client secret.', readClientSecret),
    },
    METHODS,
  )
  const withKey = members(
    {
      method: z.literal('private_key_jwt'),
      clientId,
      ...assertionFields(),
      keyId: text('Must be a text, or left out.', clientIdFault).optional(),
      audience: text('Must be a text, or left out.', clientIdFault).optional(),
    },
    METHODS,
  )
  return z.discriminatedUnion('method', [withSecret, withKey], { error: METHODS })
}

/** What signs the assertions of `private_key_jwt`. */
export function assertionFields() {
  return {
    privateKey: secretField('Enter the private key.', readAssertionKey),
    algorithm: z.enum(ASYMMETRIC_ALGORITHMS, {
      error: `Choose one of ${ASYMMETRIC_ALGORITHMS.join(', ')}.`,
    }),
  }
}

function readClientSecret(secret: string): SecretReading {
  const says = clientSecretFault(secret)
  return says === undefined ? { secret: new Secret(secret) } : { says }
}

function readAssertionKey(pem: string): SecretReading {
  const key = readPrivateKey(pem)
  if (key.kind === 'fault') return { says: key.says }
  const secret = new Secret(key.pem)
  ableOf.set(secret, key.algorithms)
  return { secret }
}

// Reading one takes OpenSSL a millisecond, so what was seen then is kept for the checks that follow.
const ableOf = new WeakMap<Secret, readonly SigningAlgorithm[]>()

/** What a private key that was read here can sign with. */
export function algorithmsOf(privateKey: Secret): readonly SigningAlgorithm[] {
  return ableOf.get(privateKey) ?? []
}
