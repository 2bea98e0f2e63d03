import { expect } from 'chai'
import fc from 'fast-check'
import { replay } from '../../../src/policy/replay/replay.ts'
import type { ReplayWorld } from '../../../src/policy/replay/replay-world.ts'
import type { ReplaySummary } from '../../../src/policy/replay/replay-summary.ts'
import { compilePolicy } from '../../../src/policy/snapshot.ts'
import type { PolicyDocument } from '../../../src/policy/policy-document.ts'
import { documents, wholeCalls } from './replay-arbitraries.ts'
import { liveEnding, recordOf, type WholeCall } from './whole-call.ts'

/** A draft that differs from the rules of today in some parts. */
const drafts = (current: PolicyDocument) =>
  fc
    .tuple(documents, fc.subarray(Object.keys(current) as (keyof PolicyDocument)[]))
    .map(([other, parts]) =>
      // The same members, some of them another document's.
      ({
        ...current,
        ...Object.fromEntries(parts.map((part) => [part, other[part]])),
      }),
    )
const trials = documents.chain((current) =>
  fc.record({
    then: fc.oneof(fc.constant(current), drafts(current)),
    current: fc.constant(current),
    draft: drafts(current),
    whole: wholeCalls,
    productAnswers: fc.boolean(),
  }),
)

describe('a replay, whatever the rules and the call', () => {
  it('tells of a change, or of none, only what the whole call would have met', async () => {
    const told = { same: 0, changes: 0, unsaid: 0 }
    await fc.assert(
      fc.asyncProperty(trials, async (trial) => {
        const [current, draft] = [compiled(2, trial.current), compiled(2, trial.draft)]
        const then = trial.then === trial.current ? current : compiled(1, trial.then)
        const { whole } = trial
        const event = recordOf(then, whole)
        fc.pre(event !== undefined)
        const world = worldOf(whole, trial.productAnswers)
        const summary = await replay([event], {
          ...world,
          current,
          draft,
          versionOf: async () => then,
        })
        const [before, after] = [current, draft].map((each) => liveEnding(each, whole).code)
        const saysNothing = Object.keys(summary.unsaid).length > 0
        expect(summary.notTried).to.deep.equal({})
        if (saysNothing) {
          told.unsaid += 1
          return
        }
        told[before === after ? 'same' : 'changes'] += 1
        expect(toldOf(summary, String(before), String(after))).to.deep.equal({ before, after })
      }),
      { numRuns: 2_000 },
    )
    // Nobody is helped by a replay that says of most calls that it cannot say.
    expect(told.unsaid).to.be.below(told.same + told.changes)
    expect(told.changes).to.be.above(200)
  })
})

function compiled(version: number, document: PolicyDocument) {
  return compilePolicy({ version, document }, 'jira')
}

/** What the summary says of its one call, where it says nothing of a code with the true one. */
function toldOf({ callers, unchanged }: ReplaySummary, before: string, after: string) {
  const change = callers[0]?.changes[0]
  if (change === undefined) return unchanged === 1 ? { before, after: before } : 'nothing'
  const word = (outcome: typeof change.before, truth: string) =>
    outcome.allowed ? 'allow' : (outcome.code ?? (truth === 'allow' ? 'refused' : truth))
  return { before: word(change.before, before), after: word(change.after, after) }
}

function worldOf(
  whole: WholeCall,
  productAnswers: boolean,
): Omit<ReplayWorld, 'current' | 'draft' | 'versionOf'> {
  return {
    siteHost: 'acme.atlassian.net',
    holderOf: async () => ({
      tenantId: 'jira-tenant',
      actsAs: { kind: 'user', accountId: 'ann' },
      access: whole.access,
      places: whole.places,
      token: { createdAt: whole.createdAt, lastActiveAt: whole.now, isService: whole.isService },
      credential: { kind: 'api-token', id: 'token-1' },
      ownerAccountId: 'ann',
    }),
    groupsOf: async () => (productAnswers ? new Set(whole.productGroups) : undefined),
    isAdmin: async () => (productAnswers ? whole.isAdmin : undefined),
    breathe: async () => {},
  }
}
