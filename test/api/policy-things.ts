import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { DEFAULT_POLICY } from '../../src/policy/policy-document.ts'
import { NOW_MS, rsa } from '../identity/verification/signed-tokens.ts'
import { watchForSecret } from '../support/sinks.ts'

/** Policies as an admin writes them: JSON, with secrets as plain texts. */

export function aDocument(given: object = {}): object {
  return { ...DEFAULT_POLICY.document, ...given }
}

const PUBLIC_PEM = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()

/** A document that has everything that one can have, beside providers with secrets. */
export function aFullDocument(given: object = {}): object {
  const who = {
    all: [
      { any: [{ group: 'ops' }, { provider: 'acme' }, { credential: 'api-token' }] },
      { none: [{ token: '0123456789abcdef' }, { network: '192.0.2.0/24' }] },
    ],
  }
  const common = { methods: 'reads', path: '/rest/api/3/issue/{key}/**' }
  return aDocument({
    switches: { ...DEFAULT_POLICY.document.switches, anonymousCalls: true, tokenDaysMax: 90 },
    providers: [aDraft({ groupsClaim: 'groups' })],
    groups: [
      {
        id: 'ops',
        name: 'Operations',
        sources: [
          { from: 'product', groupId: '0a1b', name: 'jira-ops' },
          { from: 'provider', provider: 'acme', value: 'ops' },
        ],
        tokenDaysMax: 30,
        liveTokensMax: 5,
      },
    ],
    access: { mayCall: ['ops'], readOnly: ['ops'], fullAccess: ['ops'], mayHoldTokens: ['ops'] },
    networks: {
      allow: ['10.0.0.0/8'],
      deny: ['10.1.0.0/16'],
      proxy: { header: 'x-forwarded-for', trusted: ['192.0.2.1'] },
    },
    resources: [
      {
        ...common,
        id: 'issues',
        name: 'Issues',
        state: 'on',
        effect: 'allow',
        query: [
          { name: 'expand', is: 'absent' },
          { name: 'fields', equals: 'summary' },
          { name: 'view', in: ['a', 'b'] },
        ],
        actsAs: 'user',
        who,
        networks: ['10.2.0.0/16'],
        cost: 2,
      },
      { ...common, id: 'open', name: 'Open', state: 'shadow', effect: 'allow', anonymous: true },
      { ...common, id: 'no', name: 'No', state: 'off', effect: 'deny', methods: ['DELETE'] },
    ],
    bypasses: [
      {
        ...common,
        id: 'printer',
        name: 'Printer',
        enabled: true,
        networks: ['10.3.0.0/16'],
        ownerAccountId: 'ada',
        reason: 'It cannot be taught.',
        expiresAt: new Date(NOW_MS + 86_400_000).toISOString(),
      },
    ],
    tokens: { liveMax: 10, idleDays: 60 },
    limits: {
      rules: [
        {
          id: 'each',
          name: 'Each',
          state: 'on',
          per: 'credential',
          who,
          points: 100,
          seconds: 60,
          burst: { points: 20, seconds: 10 },
        },
      ],
      readsWhenBroken: 'served',
    },
    ...given,
  })
}

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
