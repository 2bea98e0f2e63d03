import { z } from 'zod'
import type { AuditReader } from '../audit/audit-reader.ts'
import type { Clock } from '../lib/clock.ts'
import { memberMessage } from '../lib/input-faults.ts'
import { daysAfter } from '../lib/time-spans.ts'
import { parsePolicy } from '../policy/parse-policy.ts'
import { kindOf } from '../policy/site-kind.ts'
import type { PolicyBook } from '../policy/policy-store.ts'
import { REPLAY_CALLS, REPLAY_CALLS_MAX, type Replayer } from '../policy/replay/replayer.ts'
import type { ReplaySummary } from '../policy/replay/replay-summary.ts'
import { listOf, named, record } from './forms.ts'
import { invalidInput, parseInput } from './invalid-input.ts'
import type { ManagementAnswer, ManagementCall, Operation } from './operation.ts'

export interface ReplayOperationDeps {
  readonly replayer: Replayer
  readonly reader: Pick<AuditReader, 'shadowFindings'>
  readonly policies: Pick<PolicyBook, 'read'>
  readonly clock: Clock
  readonly allowPrivateAddresses: boolean
}

const DAYS = 7
const DAYS_MAX = 30

const COUNT_WORDS = `Must be a whole number from 1 to ${String(REPLAY_CALLS_MAX)}.`
const replayInput = z.strictObject(
  {
    document: z.unknown().refine((value) => value !== undefined, { error: 'Must be a policy.' }),
    calls: z
      .int({ error: COUNT_WORDS })
      .min(1, { error: COUNT_WORDS })
      .max(REPLAY_CALLS_MAX, { error: COUNT_WORDS })
      .optional(),
  },
  { error: memberMessage(['document', 'calls'], 'Must be an object.') },
)

/** What a change would have done, and what rules in shadow would have. */
export function replayOperations(deps: ReplayOperationDeps): readonly Operation[] {
  const { replayer, reader, policies, clock, allowPrivateAddresses } = deps

  async function replay({ person, input }: ManagementCall): Promise<ManagementAnswer> {
    const { tenant } = person
    const { document, calls } = parseInput(replayInput, input)
    const existing = (await policies.read(tenant.id)).document
    const context = { allowPrivateAddresses, ...kindOf(tenant), existing, now: clock.now() }
    const parsed = parsePolicy(document, context)
    if (parsed.kind === 'refused') {
      const within = (path: string) => (path === '' ? 'document' : `document.${path}`)
      throw invalidInput(parsed.faults.map(({ path, says }) => ({ path: within(path), says })))
    }
    return { status: 200, body: shown(await replayer.try(tenant, parsed.value, calls)) }
  }

  async function findings({ person, inQuery }: ManagementCall): Promise<ManagementAnswer> {
    const to = clock.now()
    const from = daysAfter(to, -daysIn(inQuery['days'] ?? String(DAYS)))
    const found = await reader.shadowFindings(person.tenant.id, { from, to: to + 1 })
    const shownFindings = found.map((each) => ({ ...each, lastAt: isoOf(each.lastAt) }))
    return { status: 200, body: { findings: shownFindings } }
  }

  return [
    {
      method: 'post',
      path: '/policy/replay',
      name: 'replayPolicy',
      says:
        'Tries a document on the latest calls of the audit log, and tells whose would end otherwise than ' +
        'by the policy of today. Changes nothing. A secret that is sent as `[sealed]` is the one that is stored.',
      input: record(
        { document: named('PolicyDocument') },
        {
          calls: {
            type: 'integer',
            minimum: 1,
            maximum: REPLAY_CALLS_MAX,
            description: `How many of the latest calls; without it, ${String(REPLAY_CALLS)}.`,
          },
        },
      ),
      answer: { status: 200, says: 'What changes, by caller.', form: named('ReplaySummary') },
      refuses: ['gatehouse/busy'],
      handle: replay,
    },
    {
      method: 'get',
      path: '/shadow-findings',
      name: 'listShadowFindings',
      says: 'What rules and limits in shadow would have done: by rule, day, caller and operation.',
      inQuery: [
        {
          name: 'days',
          says: `So many days back: 1 to ${String(DAYS_MAX)}; without it, ${String(DAYS)}.`,
        },
      ],
      answer: {
        status: 200,
        says: 'Newest day first; empty where nothing would have been otherwise.',
        form: record({ findings: listOf(named('ShadowFinding')) }),
      },
      refuses: ['gatehouse/busy'],
      handle: findings,
    },
  ]
}

/** @throws Refusal `request/invalid-input` */
function daysIn(text: string): number {
  const days = /^[1-9]\d?$/.test(text) ? Number(text) : Number.NaN
  if (days <= DAYS_MAX) return days
  throw invalidInput([
    { path: 'query.days', says: `Must be a whole number from 1 to ${String(DAYS_MAX)}.` },
  ])
}

function shown({ from, to, callers, ...summary }: ReplaySummary) {
  return {
    ...summary,
    ...(from === undefined ? {} : { from: isoOf(from) }),
    ...(to === undefined ? {} : { to: isoOf(to) }),
    callers: callers.map((caller) => ({
      ...caller,
      changes: caller.changes.map((change) => ({
        ...change,
        example: { ...change.example, at: isoOf(change.example.at) },
      })),
    })),
  }
}

function isoOf(moment: number): string {
  return new Date(moment).toISOString()
}
