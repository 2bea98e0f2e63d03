import { expect } from 'chai'
import fc from 'fast-check'
import type { Condition, Provider } from '../../../src/identity/providers/provider.ts'
import { rowsOf } from '../../../src/pages/providers/condition-rows.ts'
import { draftOf } from '../../../src/pages/providers/form-to-draft.ts'
import { formOf } from '../../../src/pages/providers/provider-to-form.ts'
import { keptSecretsOf } from '../../../src/pages/providers/shown-form.ts'
import {
  accepted,
  aDraft,
  anIntrospectionDraft,
  EC_PAIR,
  EC_PEM,
  JIRA,
  privatePem,
  RSA_PEM,
  type Draft,
} from '../../identity/providers/drafts.ts'

const A_SECRET = 'a shared secret that is long enough'

const claim = fc.constantFrom('sub', 'realm_access.roles', '/kubernetes.io/namespace')
const word = fc.constantFrom(
  'main',
  'repo:acme/app:ref',
  'a b',
  'one,two',
  '0042',
  'true',
  'ünï“x”',
)
const scalar = fc.oneof(word, fc.integer(), fc.boolean())
const comparison: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ claim, equals: scalar }),
  fc.record({ claim, prefix: word }),
  fc.record({ claim, glob: fc.constantFrom('repo:acme/*', '**') }),
  fc.record({ claim, in: fc.array(scalar, { minLength: 1, maxLength: 4 }) }),
)
const group = (inner: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> => {
  const list = fc.array(inner, { minLength: 1, maxLength: 3 })
  return fc.oneof(fc.record({ all: list }), fc.record({ any: list }), fc.record({ none: list }))
}
const condition = fc.oneof(comparison, group(comparison), group(group(comparison)))
const account = fc.constantFrom<Draft>(
  { by: 'link' },
  { by: 'claim', claim: 'account_id' },
  { by: 'email', claim: 'email', verifiedClaim: 'email_verified' },
  { by: 'account', accountId: '712020:0a1b2c3d-4e5f' },
  { by: 'app' },
)
const resources = fc.uniqueArray(fc.constantFrom('/rest/api/3/issue/**', '/rest/api/3/myself'), {
  minLength: 1,
})
const networks = fc.uniqueArray(fc.constantFrom('10.0.0.0/8', '2001:db8::/32', '203.0.113.9'), {
  minLength: 1,
})
const groupsClaim = fc.constantFrom(undefined, 'groups', '/https:~1~1acme.com~1groups')
const rule = fc.record(
  {
    name: fc.constantFrom('main', 'Deploy “x”', 'c', 'd'),
    access: fc.constantFrom('read', 'write'),
    when: condition,
    account,
    resources,
    networks,
  },
  { requiredKeys: ['name', 'access'] },
)
const rules = fc.uniqueArray(rule, {
  minLength: 1,
  maxLength: 3,
  selector: ({ name }) => name,
})
const privateKey = privatePem(EC_PAIR.privateKey)
const assertion = {
  method: 'private_key_jwt',
  algorithm: 'ES256',
  privateKey,
  clientSecret: undefined,
}
const shape = fc.constantFrom<Draft>(
  aDraft({ typ: 'at+jwt', maxLifetimeSeconds: 3600, clockToleranceSeconds: 0 }),
  aDraft({
    keys: { from: 'discovery' },
    algorithms: ['RS256', 'ES256'],
    audiences: ['one', 'two'],
  }),
  aDraft({
    keys: { from: 'pem', pems: [RSA_PEM, EC_PEM] },
    subjectClaim: '/https:~1~1acme.com~1id',
  }),
  aDraft({ keys: { from: 'secret', secret: A_SECRET }, algorithms: ['HS256'] }),
  anIntrospectionDraft({ method: 'client_secret_post' }, { cacheSeconds: 0 }),
  anIntrospectionDraft({}, { prefix: '' }),
  {
    ...anIntrospectionDraft({ ...assertion, keyId: 'k1', audience: 'aud' }, { prefix: undefined }),
    issuer: 'https://a.example',
  },
)

/** JSON has no undefined. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('a provider on its way through the form', () => {
  it('gives back the very provider that it was filled from, stored secrets included', () => {
    fc.assert(
      fc.property(shape, rules, account, groupsClaim, (draft, ruleDrafts, mapping, claimed) => {
        const more = { rules: ruleDrafts, account: mapping, groupsClaim: claimed }
        const provider = accepted(asJson({ ...draft, ...more }))
        const again = saved(provider)
        expect(asJson(again)).to.deep.equal(asJson(withPlainRows(provider)))
        expect(secretsOf(again)).to.deep.equal(secretsOf(provider))
      }),
    )
  })

  it('keeps a value as text that looks like a number or a boolean, and the other way round', () => {
    const when: Condition = {
      all: ['42', 42, 'true', true, false].map((equals) => ({ claim: 'x', equals })),
    }
    expect(rowsOf(when)?.rows.map(({ operator }) => operator)).to.deep.equal([
      'equals',
      'number',
      'equals',
      'true',
      'false',
    ])
    expect(
      saved(accepted(aDraft({ rules: [{ name: 'r', access: 'read', when }] }))).rules[0]?.when,
    ).to.deep.equal(when)
  })
})

function saved(provider: Provider): Provider {
  const { draft, faults } = draftOf(formOf(provider), keptSecretsOf(provider))
  expect(faults).to.be.empty
  return accepted(asJson(draft), { ...JIRA, existing: provider })
}

// One condition in `all` is the same as the condition alone, which is how rows say it.
function withPlainRows(provider: Provider): Provider {
  const rules = provider.rules.map((each) => {
    if (each.when === undefined || !('all' in each.when) || each.when.all.length !== 1) return each
    const [only] = each.when.all
    return only !== undefined && 'claim' in only && rowsOf(only) !== undefined
      ? { ...each, when: only }
      : each
  })
  return { ...provider, rules }
}

function secretsOf({ keys }: Provider): string[] {
  if (keys.from === 'secret') return [keys.secret.reveal()]
  if (keys.from !== 'introspection') return []
  const { client } = keys
  return [
    client.method === 'private_key_jwt' ? client.privateKey.reveal() : client.clientSecret.reveal(),
  ]
}
