import { expect } from 'chai'
import { pointerOf } from '../../src/lib/fault-place.ts'
import { parsePolicy } from '../../src/policy/parse-policy.ts'
import { DEFAULT_POLICY, type PolicyDocument } from '../../src/policy/policy-document.ts'
import { DATA_CENTER_SWITCHES, DEFAULT_SWITCHES } from '../../src/policy/switches.ts'
import { aCountedObject } from '../identity/providers/counted.ts'
import { A_SECRET, aDraft, anIntrospectionDraft, asJson } from '../identity/providers/drafts.ts'
import { aBypassDraft, aGroupDraft, aLimitDraft, aResourceDraft } from './rule-drafts.ts'
import { aDocument } from './policy-things.ts'
import { POLICY_NOW } from './rule-arbitraries.ts'

const CONTEXT = {
  allowPrivateAddresses: false,
  product: 'jira' as const,
  existing: DEFAULT_POLICY.document,
  now: POLICY_NOW,
}

const aPolicy = (given: object = {}) => ({ ...DEFAULT_POLICY.document, ...given })
const withSwitches = (given: object) => aPolicy({ switches: { ...DEFAULT_SWITCHES, ...given } })

function accepted(input: unknown, existing = CONTEXT.existing): PolicyDocument {
  const parsed = parsePolicy(input, { ...CONTEXT, existing })
  if (parsed.kind === 'accepted') return parsed.value
  throw new Error(`not accepted: ${JSON.stringify(parsed.faults)}`)
}

function faultsIn(input: unknown, existing = CONTEXT.existing) {
  const parsed = parsePolicy(input, { ...CONTEXT, existing })
  return parsed.kind === 'accepted' ? [] : parsed.faults
}
const pathsIn = (input: unknown) => faultsIn(input).map(({ path }) => path)

const second = (given: object) =>
  aDraft({ id: 'second', issuer: 'https://second.example', ...given })

describe('a policy document, as it is handed in', () => {
  it('is what was there when nothing was changed: the default, and one with providers and secrets', () => {
    expect(accepted(asJson(DEFAULT_POLICY.document))).to.deep.equal(DEFAULT_POLICY.document)
    const document = accepted(
      aPolicy({
        providers: [
          aDraft({ keys: { from: 'secret', secret: A_SECRET } }),
          anIntrospectionDraft({}, {}),
        ].map((draft, index) => ({ ...draft, id: `p${index}` })),
      }),
    )
    const shown = asJson(document)
    expect(JSON.stringify(shown)).not.to.contain(A_SECRET)
    const again = accepted(shown, document)
    expect(again).to.deep.equal(document)
    const [first] = again.providers
    expect(first?.keys.from === 'secret' && first.keys.secret.reveal()).to.equal(A_SECRET)
  })

  it('keeps what it says of the record where a document from before that says nothing', () => {
    const retention = { keepDays: 30, legalHold: true }
    const document = accepted(aPolicy({ retention }))
    expect(document.retention).to.deep.equal(retention)
    expect(accepted(aPolicy({ retention: undefined }), document).retention).to.deep.equal(retention)
    expect(accepted(aPolicy({ retention: undefined })).retention).to.deep.equal({
      legalHold: false,
    })
  })

  it('keeps a secret by the provider’s id, wherever it stands, and under no other id', () => {
    const keys = { from: 'secret', secret: A_SECRET }
    const document = accepted(aPolicy({ providers: [second({}), aDraft({ keys })] }))
    const sealed = aDraft({ keys: { from: 'secret', secret: '[sealed]' } })
    const [moved] = accepted(aPolicy({ providers: [sealed] }), document).providers
    expect(moved?.keys.from === 'secret' && moved.keys.secret.reveal()).to.equal(A_SECRET)
    const renamed = aPolicy({ providers: [{ ...sealed, id: 'renamed' }] })
    expect(faultsIn(renamed, document).map(({ path }) => path)).to.deep.equal([
      'providers.0.keys.secret',
    ])
  })

  it('is refused in another format, with another member, or without one of its own', () => {
    for (const format of [1, 3, '2', undefined]) {
      expect(pathsIn(aPolicy({ format }))).to.deep.equal(['format'])
    }
    expect(pathsIn(aPolicy({ colours: {} }))).to.deep.equal(['colours'])
    const sections = Object.keys(DEFAULT_POLICY.document)
    for (const name of sections) {
      for (const value of [
        ...(name === 'retention' ? [] : [undefined]),
        null,
        7,
        'x',
        ...(name === 'tokens' ? [] : [{}]),
      ]) {
        const found = pathsIn(aPolicy({ [name]: value }))
        expect(found, `${name} ${JSON.stringify(value)}`).not.to.be.empty
        expect(
          found.every((path) => path.split('.')[0] === name),
          `${name} ${JSON.stringify(value)}`,
        ).to.equal(true)
      }
    }
    const needed = sections.filter((name) => name !== 'retention')
    expect(new Set(pathsIn({}))).to.deep.equal(new Set(needed))
    for (const input of [undefined, null, [], 'x']) expect(pathsIn(input)).to.deep.equal([''])
  })

  it('names every switch, each with a value of its kind', () => {
    const ofDataCenter = new Set<string>(DATA_CENTER_SWITCHES)
    for (const name of Object.keys(DEFAULT_SWITCHES)) {
      const values = ['true', null, 0.5, ...(ofDataCenter.has(name) ? [] : [undefined])]
      for (const value of values) {
        const found = pathsIn(asJson(withSwitches({ [name]: value })))
        expect(found, `${name} ${value}`).to.deep.equal([`switches.${name}`])
      }
    }
    for (const tokenDaysMax of [0, 366, -1, 30.5, '30', true]) {
      expect(pathsIn(withSwitches({ tokenDaysMax }))).to.deep.equal(['switches.tokenDaysMax'])
    }
    for (const tokenDaysMax of [1, 365]) {
      expect(accepted(withSwitches({ tokenDaysMax })).switches.tokenDaysMax).to.equal(tokenDaysMax)
    }
    const [fault] = faultsIn(withSwitches({ apiToken: true }))
    expect(fault?.path).to.equal('switches.apiToken')
    expect(fault?.says).to.match(/did you mean apiTokens\?/)
  })

  it('is told everything at once, each fault with the place of its field', () => {
    const input = aPolicy({
      format: 3,
      switches: { ...DEFAULT_SWITCHES, tokenDaysMax: 0 },
      groups: [aGroupDraft({ id: 'Devs' }), aGroupDraft()],
      access: { ...DEFAULT_POLICY.document.access, readOnly: ['nobody'] },
      networks: { allow: ['10.0.0.5/8'], deny: [] },
      resources: [
        aResourceDraft({ path: 'x' }),
        aResourceDraft({ id: 'b', who: { group: 'gone' } }),
      ],
      bypasses: [aBypassDraft({ reason: '' })],
      tokens: { idleDays: 0 },
      retention: { keepDays: 0, keepEvents: 999 },
      limits: { rules: [aLimitDraft({ points: 0 })], readsWhenBroken: 'maybe' },
      providers: [aDraft({ id: 'A' }), 7, second({ issuer: aDraft()['issuer'], rules: [] })],
    })
    expect(pathsIn(input)).to.have.members([
      'format',
      'switches.tokenDaysMax',
      'providers.0.id',
      'providers.1',
      'providers.1.issuer',
      'providers.0.issuer',
      'providers.2.issuer',
      'providers.2.rules',
      'groups.0.id',
      'access.readOnly.0',
      'networks.allow.0',
      'resources.0.path',
      'resources.1.who.group',
      'bypasses.0.reason',
      'tokens.idleDays',
      'limits.rules.0.points',
      'limits.readsWhenBroken',
      'retention.keepDays',
      'retention.keepEvents',
      'retention.legalHold',
    ])
  })

  it('has no two providers that could answer for the same token', () => {
    const opaque = (id: string, prefix: string) => ({ ...anIntrospectionDraft({}, { prefix }), id })
    const cases: [unknown[], string][] = [
      [[aDraft(), second({ id: 'acme' })], 'id'],
      [[aDraft(), second({ issuer: aDraft()['issuer'], enabled: false })], 'issuer'],
      [[opaque('a', 'x_'), opaque('b', 'x_')], 'keys.prefix'],
      [[opaque('a', ''), opaque('b', '')], 'keys.prefix'],
    ]
    for (const [providers, name] of cases) {
      expect(pathsIn(aPolicy({ providers }))).to.deep.equal([
        `providers.0.${name}`,
        `providers.1.${name}`,
      ])
    }
    const apart = [
      [opaque('a', ''), opaque('b', 'x_'), opaque('c', 'x_y')],
      [aDraft(), second({ issuer: `${String(aDraft()['issuer'])}/` })],
    ]
    for (const providers of apart) {
      expect(accepted(aPolicy({ providers })).providers).to.have.length(providers.length)
    }
  })

  it('is told a hundred faults, and no provider after that is looked at', () => {
    const unknown = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`member${n}`, n]))
    const providers = Array.from({ length: 100 }, (_, index) =>
      aCountedObject(aDraft({ id: `p${index}`, issuer: `https://p${index}.example`, ...unknown })),
    )
    const input = aPolicy({ providers: providers.map(({ value }) => value) })
    expect(faultsIn(input)).to.have.length(100)
    const looks = providers.map((each) => each.looks())
    // For its names alone.
    expect(Math.max(...looks.slice(3))).to.be.lessThan(15)
    expect(Math.min(...looks.slice(0, 3))).to.be.greaterThan(50)
  })

  it('has at most a hundred pasted keys, and with more of them none is read', () => {
    const withPems = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        aDraft({
          id: `p${index}`,
          issuer: `https://p${index}.example`,
          keys: { from: 'pem', pems: Array.from({ length: 5 }, (__, n) => `no key ${n}`) },
        }),
      )
    expect(pathsIn(aPolicy({ providers: withPems(21) }))).to.deep.equal(['providers'])
    expect(pathsIn(aPolicy({ providers: withPems(20) }))).to.have.length(100)
    expect(pathsIn(aPolicy({ providers: withPems(20) }))).not.to.include('providers')
  })

  it('has at most a hundred providers', () => {
    const providers = Array.from({ length: 101 }, (_, index) =>
      aDraft({ id: `p${index}`, issuer: `https://p${index}.example` }),
    )
    expect(accepted(aPolicy({ providers: providers.slice(1) })).providers).to.have.length(100)
    expect(pathsIn(aPolicy({ providers }))).to.deep.equal(['providers'])
  })

  it('points to a member of any name, however deep it stands', () => {
    const odd = 'a.b/c~d'
    const input = aPolicy({
      [odd]: 1,
      providers: [
        aDraft({
          rules: [
            { name: 'x', access: 'read', when: { all: [{ [odd]: 1, claim: 'a', equals: 'b' }] } },
          ],
        }),
      ],
      resources: [aResourceDraft({ [odd]: 1, who: { any: [{ group: 'devs', [odd]: 1 }] } })],
      networks: { allow: [], deny: [], proxy: { header: 'x', trusted: ['::1'], [odd]: 1 } },
    })
    const at = (place: string) => `${place}/a.b~1c~0d`
    expect(faultsIn(input).map(pointerOf)).to.have.members([
      at(''),
      at('/providers/0/rules/0/when/all/0'),
      at('/resources/0'),
      at('/resources/0/who/any/0'),
      at('/networks/proxy'),
    ])
  })

  it('may keep a bypass that has ended, by its id, and takes in no other that has', () => {
    const ended = aBypassDraft({ expiresAt: '2030-05-01T00:00:00Z' })
    const existing = aDocument({ bypasses: [aBypassDraft({ id: 'other' }), ended] })
    expect(accepted(aPolicy({ bypasses: [ended] }), existing).bypasses).to.deep.equal([ended])
    const copied = aPolicy({ bypasses: [{ ...ended, id: 'copy' }] })
    expect(faultsIn(copied, existing).map(({ path }) => path)).to.deep.equal([
      'bypasses.0.expiresAt',
    ])
  })

  it('says nothing of a reference to what is there, though something else about it is wrong', () => {
    const sources = [{ from: 'provider', provider: 'acme', value: 'devs' }]
    const input = aPolicy({
      providers: [aDraft({ groupsClaim: 'groups', audiences: [] })],
      groups: [aGroupDraft({ name: '' }), aGroupDraft({ id: 'ops', sources })],
      resources: [aResourceDraft({ who: { group: 'devs' } })],
    })
    expect(pathsIn(input)).to.have.members(['providers.0.audiences', 'groups.0.name'])
    expect(pathsIn({ ...input, groups: 7 })).to.have.members(['providers.0.audiences', 'groups'])
  })
})
