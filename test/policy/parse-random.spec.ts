import { expect } from 'chai'
import fc from 'fast-check'
import { parseAccess } from '../../src/policy/parse-access.ts'
import { parseBypass } from '../../src/policy/parse-bypasses.ts'
import { parseGroup } from '../../src/policy/parse-groups.ts'
import { parseLimit, parseLimits } from '../../src/policy/parse-limits.ts'
import { parseNetworks } from '../../src/policy/parse-networks.ts'
import { parsePolicy } from '../../src/policy/parse-policy.ts'
import { parseResource } from '../../src/policy/parse-resources.ts'
import { parseTokenRules } from '../../src/policy/parse-token-rules.ts'
import { DEFAULT_POLICY, type PolicyDocument } from '../../src/policy/policy-document.ts'
import { asJson } from '../identity/providers/drafts.ts'
import { policyDocuments } from './policy-arbitraries.ts'
import { revealed } from './policy-things.ts'
import { POLICY_NOW } from './rule-arbitraries.ts'

const parse = (input: unknown, existing: PolicyDocument, product: 'jira' | 'confluence' = 'jira') =>
  parsePolicy(input, { allowPrivateAddresses: false, product, existing, now: POLICY_NOW })

describe('any policy', () => {
  for (const product of ['jira', 'confluence'] as const) {
    it(`of ${product} is the same once it was printed and read again, secrets and all`, () => {
      fc.assert(
        fc.property(policyDocuments(product), (document) => {
          const parsed = parse(asJson(document), document, product)
          expect(revealed(parsed)).to.deep.equal({ kind: 'accepted', value: revealed(document) })
        }),
      )
    })
  }

  it('that is broken in one place is refused there, and nowhere else', () => {
    const broken = fc.record({
      document: policyDocuments('jira'),
      junk: fc.constantFrom('?', 7, null, [7], { x: 1 }),
      at: fc.nat(),
    })
    fc.assert(
      fc.property(broken, ({ document, junk, at }) => {
        const rules = document.resources
        if (rules.length === 0) return
        const index = at % rules.length
        const resources = rules.map((rule, n) => (n === index ? { ...rule, path: junk } : rule))
        const parsed = parse(asJson({ ...document, resources }), document)
        const paths = parsed.kind === 'refused' ? parsed.faults.map(({ path }) => path) : []
        expect(paths).to.deep.equal([`resources.${index}.path`])
      }),
    )
  })
})

describe('any JSON at all', () => {
  const json = fc.jsonValue({ maxDepth: 4 })
  const mixed = fc
    .tuple(policyDocuments('jira'), fc.constantFrom(...Object.keys(DEFAULT_POLICY.document)), json)
    .map(([document, name, value]): unknown => ({ ...document, [name]: value }))

  it('is accepted, or refused with at most a hundred faults, and never a surprise', () => {
    fc.assert(
      fc.property(fc.oneof(json, mixed), (input) => {
        const parsed = parse(input, DEFAULT_POLICY.document)
        if (parsed.kind === 'accepted') return
        expect(parsed.faults.length).to.be.within(1, 100)
        for (const { says } of parsed.faults) expect(says).to.match(/^[A-Z{*].*[.?]$/s)
      }),
    )
  })

  it('surprises no parser of one part either', () => {
    const context = { product: 'jira' as const, now: POLICY_NOW }
    const parsers: readonly ((input: unknown) => { readonly kind: string })[] = [
      parseAccess,
      parseGroup,
      parseLimit,
      parseLimits,
      parseNetworks,
      parseTokenRules,
      (input) => parseBypass(input, context),
      (input) => parseResource(input, context),
    ]
    fc.assert(
      fc.property(json, (input) => {
        for (const each of parsers) expect(['accepted', 'refused']).to.include(each(input).kind)
      }),
    )
  })
})
