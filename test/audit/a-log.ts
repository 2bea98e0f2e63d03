import fc from 'fast-check'
import type { CallCompletion } from '../../src/audit/audit-event.ts'
import type { Written } from '../db/a-chain.ts'
import { aCallEvent, aChange } from '../support/things.ts'

export const BEGIN = 1_800_000_000_000

function aCompletion(given: Partial<CallCompletion> = {}): CallCompletion {
  return {
    outcome: 'answered',
    status: 200,
    code: undefined,
    upstreamStatus: 200,
    traceId: 'trace',
    durationMs: 12,
    bytesOut: 2_000,
    ...given,
  }
}

type Step = 'call' | 'end' | 'change' | 'refused'

/** What becomes of calls and changes in some order; ends come to the call that has waited the longest. */
export const someSteps: fc.Arbitrary<Step[]> = fc.array(
  fc.constantFrom<Step>('call', 'call', 'end', 'end', 'change', 'refused'),
  { minLength: 8, maxLength: 40 },
)

/** @param everyMs how long after each other these happen */
export function aLog(
  steps: readonly Step[],
  { tenantId = 'jira-tenant', from = BEGIN, everyMs = 1_000 } = {},
): Written[] {
  const open: ReturnType<typeof aCallEvent>[] = []
  return steps.map((step, index): Written => {
    const at = from + index * everyMs
    const begun = step === 'end' ? open.shift() : undefined
    if (begun !== undefined) return { endOf: begun, completion: aCompletion() }
    if (step === 'change') return { event: aChange({ tenantId, at, facts: { name: 'ci', n: 1 } }) }
    if (step === 'refused') {
      const event = aCallEvent({ tenantId, at, decision: 'deny', outcome: 'refused' })
      return { event, completion: aCompletion({ outcome: 'refused', status: 403 }) }
    }
    const event = aCallEvent({ tenantId, at, caller: 'api-token one' })
    open.push(event)
    return { event }
  })
}

/** Calls that overlap and are ended, with a change now and then: about 3 lines to each `turns`. */
export function aBusyLog(turns: number, given: Parameters<typeof aLog>[1] = {}): Written[] {
  const steps = Array.from({ length: turns }, (_, index): Step[] =>
    index % 5 === 4
      ? ['change', 'end']
      : index % 3 === 0
        ? ['call', 'call']
        : ['end', 'call', 'end'],
  )
  return aLog(steps.flat(), given)
}
