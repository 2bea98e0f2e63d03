import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { DEFAULT_POLICY } from '../../src/policy/policy-document.ts'
import { rsa } from '../identity/verification/signed-tokens.ts'
import { watchForSecret } from '../support/sinks.ts'

/** Policies as an admin writes them: JSON, with secrets as plain texts. */

export function aDocument(given: object = {}): object {
  return { ...DEFAULT_POLICY.document, ...given }
}

const PUBLIC_PEM = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()

/** Takes the tokens of test/identity/providers/signed-tokens.ts, as the account that `account_id` has. */
export function aDraft(given: object = {}): object {
  return {
    id: 'acme',
    name: 'Acme login',
    enabled: true,
    issuer: 'https://login.acme.example',
    audiences: ['https://gatehouse.example.com/api'],
    keys: { from: 'pem', pems: [PUBLIC_PEM] },
    algorithms: ['RS256'],
    account: { by: 'claim', claim: 'account_id' },
    rules: [{ name: 'everybody', access: 'write' }],
    ...given,
  }
}

export interface SecretTexts {
  readonly shared: string
  readonly client: string
  readonly privateKey: string
}

export function secretTexts(): SecretTexts {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const texts = {
    shared: randomBytes(32).toString('base64url'),
    client: randomBytes(24).toString('base64url'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
  watchForSecret(texts.shared)
  watchForSecret(texts.client)
  watchForSecret(texts.privateKey.split('\n')[1] ?? '')
  return texts
}

/** A provider of each kind, with every member that one can have. */
export function everyKindOfProvider(secrets: SecretTexts): readonly object[] {
  const introspection = { from: 'introspection', url: 'https://two.acme.example/introspect' }
  const one = (id: string, given: object) =>
    aDraft({ id, issuer: `https://${id}.acme.example`, algorithms: undefined, ...given })
  return [
    aDraft({
      typ: 'at+jwt',
      clockToleranceSeconds: 5,
      maxLifetimeSeconds: 3600,
      subjectClaim: '/kubernetes.io/sub',
      rules: [
        {
          name: 'groups',
          access: 'read',
          when: {
            all: [
              { any: [{ claim: 'groups', in: ['a', 7, true] }] },
              { none: [{ claim: 'env', equals: 'prod' }] },
              { claim: 'ref', prefix: 'refs/heads/' },
              { claim: 'ref', glob: 'refs/**' },
            ],
          },
          account: { by: 'account', accountId: 'account-robot' },
          resources: ['/rest/api/3/issue/**'],
        },
        { name: 'app', access: 'write', account: { by: 'app' } },
      ],
    }),
    one('shared', { keys: { from: 'secret', secret: secrets.shared } }),
    one('jwks', { keys: { from: 'jwks', url: 'https://jwks.acme.example/keys' } }),
    one('discovery', { keys: { from: 'discovery' }, account: { by: 'link' } }),
    one('basic', {
      account: { by: 'email' },
      keys: {
        ...introspection,
        prefix: 'acme_',
        client: { method: 'client_secret_basic', clientId: 'us', clientSecret: secrets.client },
      },
    }),
    one('assertion', {
      keys: {
        ...introspection,
        cacheSeconds: 10,
        client: {
          method: 'private_key_jwt',
          clientId: 'us',
          privateKey: secrets.privateKey,
          algorithm: 'ES256',
          keyId: 'one',
          audience: 'https://two.acme.example',
        },
      },
    }),
  ]
}
