import { expect } from 'chai'
import fc from 'fast-check'
import type { PolicyDocument } from '../../../src/policy/policy-document.ts'
import { evaluate } from '../../../src/policy/evaluate.ts'
import { compilePolicy } from '../../../src/policy/snapshot.ts'
import { EVERYTHING } from '../../../src/policy/starter-sets.ts'
import { resourceRule } from '../policy-parts.ts'
import { documents, wholeCalls } from './replay-arbitraries.ts'
import { liveEnding } from './whole-call.ts'

/** Of the rules that are watched, whichever of them: that one holds, and the others are watched on. */
function enforced(document: PolicyDocument, ruleId: string): PolicyDocument {
  const resources = document.resources.map((rule) =>
    rule.id === ruleId ? { ...rule, state: 'on' as const } : rule,
  )
  return { ...document, resources }
}

/** With a rule more that is watched, and often one that allows everything. */
const watching = fc
  .tuple(documents, fc.boolean(), fc.constantFrom('allow' as const, 'deny' as const))
  .map(([document, isOpen, effect]): PolicyDocument => {
    const watched = resourceRule('watched', {
      effect,
      state: 'shadow',
      path: '/rest/api/3/issue/**',
    })
    const denying = document.resources.map((rule) => ({ ...rule, state: 'shadow' as const }))
    const open = isOpen ? [...denying, EVERYTHING] : document.resources
    return { ...document, resources: [watched, ...open] }
  })

describe('a rule in shadow, whatever the rules and the call', () => {
  it('is recorded for exactly those calls that enforcing it alone would end otherwise', () => {
    let recorded = 0
    fc.assert(
      fc.property(watching, wholeCalls, (document, whole) => {
        const snapshot = compilePolicy({ version: 1, document }, 'jira')
        const ending = liveEnding(snapshot, whole)
        const situation = ending.kind === 'decided' ? ending.situation : undefined
        fc.pre(situation !== undefined)
        const decision = evaluate(snapshot, situation)
        for (const { id, effect } of document.resources.filter(({ state }) => state === 'shadow')) {
          const next = compilePolicy({ version: 2, document: enforced(document, id) }, 'jira')
          const flips = evaluate(next, situation).effect !== decision.effect
          expect(decision.shadows.includes(`would-${effect}:${id}`)).to.equal(flips)
          if (flips) recorded += 1
        }
      }),
      { numRuns: 1_500 },
    )
    expect(recorded).to.be.above(20)
  })
})
