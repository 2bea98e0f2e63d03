import { expect } from 'chai'
import { parseCondition } from '../../../src/identity/providers/parse-condition.ts'
import { rulesSchema } from '../../../src/identity/providers/parse-rules.ts'
import { parseProvider } from '../../../src/identity/providers/parse-provider.ts'
import type { Provider } from '../../../src/identity/providers/provider.ts'
import type { Secret } from '../../../src/lib/secret.ts'
import { aCountedObject } from './counted.ts'
import {
  A_SECRET,
  accepted,
  aDraft,
  anIntrospectionDraft,
  asJson,
  EC_PAIR,
  EC_PEM,
  ED25519_PEM,
  EXPIRED_CERTIFICATE,
  faultsIn,
  JIRA,
  P521_PEM,
  privatePem,
  RSA_PEM,
  type Draft,
} from './drafts.ts'
import {
  account,
  assertion,
  jwks,
  pem,
  REFUSED_DRAFTS,
  resource,
  secret,
  when,
} from './refused-drafts.ts'

const STAND_IN = { ...JIRA, allowPrivateAddresses: true }
describe('a provider, as an admin enters it', () => {
  it('needs little, and what is left out is filled in with care', () => {
    expect(accepted(aDraft())).to.deep.equal({
      id: 'acme',
      name: 'Acme',
      enabled: true,
      issuer: 'https://login.acme.example',
      audiences: ['gatehouse'],
      keys: { from: 'jwks', url: 'https://login.acme.example/keys' },
      algorithms: ['RS256', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
      clockToleranceSeconds: 30,
      subjectClaim: 'sub',
      account: { by: 'link' },
      rules: [{ name: 'everyone', access: 'read' }],
    })
    expect(accepted(account({ by: 'email' })).account).to.deep.equal({
      by: 'email',
      claim: 'email',
      verifiedClaim: 'email_verified',
    })
    const opaque = accepted(anIntrospectionDraft())
    expect(opaque.keys).to.include({ cacheSeconds: 30 })
    expect(opaque.algorithms).to.deep.equal([])
  })

  it('is allowed the usual algorithms of its own keys alone', () => {
    const allowed = (keys: Draft) => accepted(aDraft({ keys })).algorithms
    expect(allowed(pem(RSA_PEM))).to.deep.equal(['RS256', 'PS256'])
    expect(allowed(pem(RSA_PEM, P521_PEM))).to.deep.equal(['RS256', 'PS256', 'ES512'])
    expect(allowed(pem(ED25519_PEM))).to.deep.equal(['EdDSA', 'Ed25519'])
    expect(allowed(pem(EXPIRED_CERTIFICATE))).to.deep.equal(['ES256'])
    expect(allowed(secret())).to.deep.equal(['HS256'])
  })

  const everything: [string, Draft][] = [
    ['keys by discovery', aDraft({ keys: { from: 'discovery' }, typ: 'at+jwt' })],
    ['pasted keys', aDraft({ keys: pem(RSA_PEM, EC_PEM), maxLifetimeSeconds: 3600 })],
    ['a shared secret', aDraft({ keys: secret(), algorithms: ['HS256'] })],
    ['introspection', anIntrospectionDraft({}, { prefix: '', cacheSeconds: 0 })],
    ['introspection by its own key', assertion(privatePem(EC_PAIR.privateKey))],
    [
      'rules of every kind',
      aDraft({
        enabled: false,
        groupsClaim: 'realm_access.roles',
        rules: [
          {
            name: 'deploy',
            when: {
              all: [
                { claim: '/kubernetes.io/namespace', equals: 'ci' },
                {
                  any: [
                    { claim: 'a.b', prefix: 'x' },
                    { claim: 'n', in: [1, true, 'y'] },
                  ],
                },
                { none: [{ claim: 'ref', glob: 'refs/heads/*' }] },
              ],
            },
            account: { by: 'account', accountId: '557058:f0e1' },
            access: 'write',
            resources: ['/rest/api/3/issue/**', '/rest/agile/1.0/board/*/issue'],
            networks: ['10.0.0.0/8', '203.0.113.9', '2001:db8::/32', '::1'],
          },
          { name: 'read', access: 'read', account: { by: 'app' } },
          { name: 'ids', access: 'read', account: { by: 'claim', claim: 'atlassian_id' } },
        ],
      }),
    ],
  ]
  for (const [title, draft] of everything) {
    it(`reads the same, with its secrets kept, when it is shown and sent back: ${title}`, () => {
      const provider = accepted(asJson(draft))
      const shown = asJson(provider)
      expect(JSON.stringify(shown)).not.to.contain(A_SECRET)
      const again = accepted(shown, { ...JIRA, existing: provider })
      expect(again).to.deep.equal(provider)
      expect(secretOf(again)?.reveal()).to.equal(secretOf(provider)?.reveal())
    })
  }

  it('may have plain http and private hosts only where stand-ins are allowed', () => {
    for (const draft of [
      aDraft({ issuer: 'http://127.0.0.1:4000', keys: { from: 'discovery' } }),
      jwks('http://localhost:4000/keys'),
      anIntrospectionDraft({}, { url: 'http://[::1]:4000/introspect' }),
    ]) {
      expect(faultsIn(draft), JSON.stringify(draft)).to.have.length(1)
      expect(faultsIn(draft, STAND_IN)).to.deep.equal([])
    }
  })

  it('may be of a cluster whose issuer no one else can reach, as long as its keys are pasted', () => {
    const cluster = { issuer: 'https://kubernetes.default.svc.cluster.local' }
    expect(accepted(aDraft({ ...cluster, keys: pem(RSA_PEM) })).issuer).to.equal(cluster.issuer)
    expect(faultsIn(aDraft({ ...cluster, keys: { from: 'discovery' } }))).to.have.length(1)
  })

  for (const [what, draft, path, says] of REFUSED_DRAFTS) {
    it(`is refused for ${what}, and for nothing else`, () => {
      const faults = faultsIn(asJson(draft))
      expect(faults, JSON.stringify(faults)).to.have.length(1)
      expect(faults[0]?.path).to.equal(path)
      expect(faults[0]?.says).to.match(says)
      expect(faults[0]?.says).to.match(/[.?]$/)
    })
  }
  it('is held to at least the 53 kinds of fault that admins make', () => {
    expect(REFUSED_DRAFTS.length).to.be.greaterThan(100)
  })

  it('is refused for mapping by e-mail at Confluence, which has no such look-up', () => {
    const confluence = { ...JIRA, product: 'confluence' as const }
    const byEmail = { by: 'email' }
    const draft = aDraft({
      account: byEmail,
      rules: [{ name: 'r', access: 'read', account: byEmail }],
    })
    expect(faultsIn(draft)).to.deep.equal([])
    const faults = faultsIn(draft, confluence)
    expect(faults.map(({ path }) => path)).to.deep.equal(['account.by', 'rules.0.account.by'])
    expect(faults[0]?.says).to.match(/Confluence offers no look-up/)
    expect(faultsIn(resource('/wiki/rest/api/content'), confluence)).to.have.length(1)
  })

  it('is told everything at once, also what is wrong only between its parts', () => {
    const draft = {
      ...aDraft({ id: 'A', name: '', audiences: ['*'], algorithms: ['HS256'], extra: 1 }),
      issuer: undefined,
      keys: { from: 'jwks', url: 'http://login.acme.example' },
      clockToleranceSeconds: -1,
      rules: [
        { name: 'r', access: 'read', when: { all: [{ claim: '', equals: 1 }, { any: [] }], x: 1 } },
        { name: 'r', access: 'all' },
      ],
    }
    expect(faultsIn(asJson(draft)).map(({ path }) => path)).to.have.members([
      'id',
      'name',
      'issuer',
      'audiences.0',
      'keys.url',
      'algorithms.0',
      'extra',
      'clockToleranceSeconds',
      'rules.0.when.all.0.claim',
      'rules.0.when.all.1.any',
      'rules.0.when.x',
      'rules.1.name',
      'rules.1.access',
    ])
  })

  it('is told about a hundred faults of a list, and none of the entries after that is looked at', () => {
    const bad = Array.from({ length: 50 }, (_, index) => ({
      name: `r${index}`,
      access: 'read',
      resources: Array.from({ length: 100 }, (__, n) => `no slash ${n}`),
    }))
    expect(faultsIn(aDraft({ rules: bad }))).to.have.length(100)
    const faulty = Array.from({ length: 99 }, () => ({ name: '', access: 'read', x: 1 }))
    const last = aCountedObject({ all: [] })
    const rules = [...bad, ...faulty].slice(0, 49)
    // Through the schema alone: what goes before it makes a copy of the whole draft.
    rulesSchema('jira').safeParse([...rules, { name: 'last', access: 'read', when: last.value }])
    expect(last.looks()).to.equal(0)
  })

  it('is not looked at any further down its conditions once there are too many groups, or faults', () => {
    const leaf = { claim: 'a', equals: 1 }
    const cases: [object, number][] = [
      [{ all: [] }, 100],
      [{ any: 1 }, 100],
      [{ none: [leaf] }, 200],
      [leaf, 201],
      [{ all: [{ all: [{ all: [{ all: [leaf] }] }] }] }, 50],
    ]
    for (const [group, visits] of cases) {
      const counted = aCountedObject(group)
      parseCondition({ any: [counted.value, leaf] })
      const once = counted.looks()
      const parsed = parseCondition({ any: Array.from({ length: 45_000 }, () => counted.value) })
      expect(parsed.kind === 'refused' && parsed.faults.length).to.be.within(1, 101)
      expect(counted.looks() - once, JSON.stringify(group)).to.be.at.most(once * (visits + 1))
    }
  })

  it('never shows a secret in a fault, whichever field it was put into', () => {
    const texts = [A_SECRET, privatePem(EC_PAIR.privateKey)]
    const fields = ['id', 'issuer', 'keys', 'algorithms', 'account', 'rules', 'enabled']
    for (const text of texts) {
      const drafts: Draft[] = [
        ...fields.map((name) => aDraft({ [name]: text })),
        ...fields.map((name) => aDraft({ [name]: [text] })),
        aDraft({ keys: secret(`${text}\n`) }),
        aDraft({ keys: pem(text) }),
        jwks(text),
        anIntrospectionDraft({ clientSecret: `${text}\u{0}` }),
        anIntrospectionDraft({ clientId: `${text}\u{0}` }),
        assertion(`${text}${text}`),
      ]
      for (const draft of drafts) {
        const faults = JSON.stringify(faultsIn(draft))
        expect(faults).not.to.equal('[]')
        for (const line of text.split('\n').filter((each) => /^[\w+/=-]{20,}$/.test(each))) {
          expect(faults.includes(line), JSON.stringify(Object.keys(draft))).to.equal(false)
        }
      }
    }
  })

  it('is the same whether what is left out is absent or undefined', () => {
    const sparse = aDraft({
      typ: undefined,
      maxLifetimeSeconds: undefined,
      groupsClaim: undefined,
      account: { by: 'app', claim: undefined },
      rules: [
        { name: 'r', access: 'read', when: undefined, resources: undefined, networks: undefined },
      ],
    })
    expect(accepted(sparse)).to.deep.equal(accepted(asJson(sparse)))
    expect(accepted(sparse)).not.to.have.any.keys('typ', 'maxLifetimeSeconds', 'groupsClaim')
  })

  it('that is no object at all, or has odd members, is refused and breaks nothing', () => {
    for (const input of [undefined, null, 7, 'text', [], [aDraft()], new Map()]) {
      expect(parseProvider(input, JIRA).kind).to.equal('refused')
    }
    const text = JSON.stringify(aDraft()).replace('{', '{"__proto__":{"id":"x"},"constructor":1,')
    const paths = faultsIn(JSON.parse(text)).map(({ path }) => path)
    expect(paths).to.have.members(['__proto__', 'constructor'])
    const deep: unknown = JSON.parse(`${'{"all":['.repeat(50_000)}1${']}'.repeat(50_000)}`)
    expect(faultsIn(when(deep))).to.have.length(1)
  })
})

describe('the secrets of a provider that is changed', () => {
  const shared = accepted(aDraft({ keys: secret() }))
  const client = accepted(anIntrospectionDraft())
  const shownOf = (provider: Provider) => asJson(provider) as Draft // It is an object.

  it('are replaced when new ones are entered', () => {
    const changed = accepted(
      { ...shownOf(shared), keys: secret('another-secret-of-more-than-32-bytes') },
      { ...JIRA, existing: shared },
    )
    expect(secretOf(changed)?.reveal()).to.equal('another-secret-of-more-than-32-bytes')
  })

  it('are kept only where they are: not for another kind of keys, nor for another way to prove oneself', () => {
    const kind = faultsIn(aDraft({ keys: secret('[sealed]') }), { ...JIRA, existing: client })
    expect(kind.map(({ path }) => path)).to.deep.equal(['keys.secret'])
    const method = { ...shownOf(client), keys: { ...keysOf(assertion('[sealed]')) } }
    expect(faultsIn(asJson(method), { ...JIRA, existing: client })).to.have.length(1)
  })

  it('are not sent to another address: whoever enters one has to enter the secret, too', () => {
    const keys = { ...keysOf(shownOf(client)), url: 'https://attacker.example/introspect' }
    const faults = faultsIn({ ...shownOf(client), keys }, { ...JIRA, existing: client })
    expect(faults.map(({ path }) => path)).to.deep.equal(['keys.client.clientSecret'])
    expect(faults[0]?.says).to.match(/another address/)
  })

  it('are kept together with the id, which never changes', () => {
    const faults = faultsIn({ ...shownOf(shared), id: 'other' }, { ...JIRA, existing: shared })
    expect(faults).to.deep.equal([
      { path: 'id', says: 'An id never changes; this provider’s is acme.' },
    ])
  })
})

function keysOf(draft: Draft): Draft {
  return draft['keys'] as Draft // Every draft here has keys.
}

function secretOf({ keys }: Provider): Secret | undefined {
  if (keys.from === 'secret') return keys.secret
  if (keys.from !== 'introspection') return undefined
  return keys.client.method === 'private_key_jwt'
    ? keys.client.privateKey
    : keys.client.clientSecret
}
