import type { AuditReader } from '../../src/audit/audit-reader.ts'
import { createMemoryPoints } from '../../src/db/memory-points.ts'
import type { Clock } from '../../src/lib/clock.ts'
import type { HolderOf } from '../../src/policy/explain/described-caller.ts'
import {
  createExplainer,
  type Explainer,
  type ExplainerDeps,
} from '../../src/policy/explain/explainer.ts'
import { createLimiter } from '../../src/policy/limiter.ts'
import type { PolicyBook } from '../../src/policy/policy-store.ts'
import { createSnapshots } from '../../src/policy/snapshots.ts'
import { testLog } from '../support/sinks.ts'

/** Explains under the rules of a book; nobody is in any group, unless something else is given. */
export function anExplainer(
  parts: {
    readonly policies: Pick<PolicyBook, 'read'>
    readonly tokens: { readonly holderOf: HolderOf }
    readonly reader: Pick<AuditReader, 'find'>
    readonly clock: Clock
  },
  given: Partial<ExplainerDeps> = {},
): Explainer {
  const { policies, tokens, reader, clock } = parts
  return createExplainer({
    snapshotOf: createSnapshots(policies),
    standingOf: async () => ({ groups: new Set(), ownerIsAdmin: false }),
    limiter: createLimiter({ points: createMemoryPoints(), log: testLog().log }),
    reader,
    holderOf: tokens.holderOf,
    isLocked: async () => false,
    clock,
    ...given,
  })
}
