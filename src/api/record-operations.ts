import type { RecordBook, RecordState } from '../audit/record-book.ts'
import type { ChainCut, SignedHead } from '../audit/signed-links.ts'
import type { ChainReport } from '../audit/verify-chain.ts'
import { invalidInput } from './invalid-input.ts'
import { listOf, oneOf, record, TEXT } from './forms.ts'
import type { JsonSchema, ManagementCall, Operation } from './operation.ts'

export interface RecordOperationDeps {
  readonly record: RecordBook
}

const HEADS_MAX = 200
/** About a second's work; `npm run audit -- verify` goes through all. */
const LINES_MAX = 100_000

const COUNT: JsonSchema = { type: 'integer', minimum: 0 }
const TIME: JsonSchema = { type: 'string', format: 'date-time' }
const HEAD = record({
  tenant: { ...TEXT, description: 'As it is signed, and as log lines name it.' },
  seq: COUNT,
  hash: TEXT,
  at: TIME,
  signature: { ...TEXT, description: 'Ed25519, base64url.' },
})
const CUT = record({ seq: COUNT, events: COUNT, at: TIME, reason: oneOf('days', 'count') })
const STATE = record(
  { events: COUNT, unchained: COUNT, lines: COUNT },
  { since: TIME, lastCut: CUT, lastHead: HEAD },
)
const REPORT = record(
  {
    lines: { ...COUNT, description: 'That were looked at: the last ones alone.' },
    after: COUNT,
    upTo: COUNT,
    removed: COUNT,
    unsigned: { ...COUNT, description: 'Lines after the last signed head.' },
    unchained: COUNT,
    faultCount: COUNT,
    faults: listOf(record({ kind: TEXT, says: TEXT }, { seq: COUNT, eventId: TEXT })),
  },
  { unsignedSince: TIME },
)

/** The record as a whole: how much there is, where it was signed, and whether its end holds. */
export function recordOperations({ record: book }: RecordOperationDeps): readonly Operation[] {
  return [
    {
      method: 'get',
      path: '/audit/record',
      name: 'readRecord',
      says: 'How many events are recorded, since when, what was removed last, and the last signed head.',
      answer: { status: 200, says: 'As it is now.', form: STATE },
      refuses: ['gatehouse/busy'],
      handle: async ({ person }) => ({
        status: 200,
        body: shownState(await book.state(person.tenant.id)),
      }),
    },
    {
      method: 'get',
      path: '/audit/heads',
      name: 'listHeads',
      says:
        'The newest signed heads of the record, with the key that they are signed with. Kept elsewhere, ' +
        'they prove the record even against who can write the database.',
      inQuery: [
        { name: 'limit', says: `How many at most: 1 to ${String(HEADS_MAX)}; without it, 20.` },
      ],
      answer: {
        status: 200,
        says: 'The heads, newest first.',
        form: record({ publicKey: TEXT, heads: listOf(HEAD) }),
      },
      refuses: [],
      handle: async ({ person, inQuery }) => {
        const heads = await book.heads(person.tenant.id, limitOf(inQuery))
        return { status: 200, body: { publicKey: book.publicKey, heads: heads.map(shownHead) } }
      },
    },
    {
      method: 'get',
      path: '/audit/verify',
      name: 'verifyRecord',
      says: `Proves the end of the record, at most about its last ${String(LINES_MAX)} lines, from a signed head on.`,
      answer: { status: 200, says: 'What was found.', form: REPORT },
      refuses: ['gatehouse/busy'],
      handle: async ({ person }) => ({
        status: 200,
        body: shownReport(await book.verify(person.tenant.id, LINES_MAX)),
      }),
    },
  ]
}

function limitOf({ limit = '20' }: ManagementCall['inQuery']): number {
  const isCount = /^[1-9]\d{0,2}$/.test(limit) && Number(limit) <= HEADS_MAX
  if (isCount) return Number(limit)
  throw invalidInput([{ path: 'query.limit', says: `Must be 1 to ${String(HEADS_MAX)}.` }])
}

const moment = (at: number | undefined) =>
  at === undefined ? undefined : new Date(at).toISOString()

function shownHead({ tenantId, seq, hash, at, signature }: SignedHead) {
  return { tenant: tenantId, seq, hash, at: moment(at), signature }
}

function shownCut({ seq, events, at, reason }: ChainCut) {
  return { seq, events, at: moment(at), reason }
}

function shownState({ since, lastCut, lastHead, ...counts }: RecordState) {
  return {
    ...counts,
    since: moment(since),
    lastCut: lastCut && shownCut(lastCut),
    lastHead: lastHead && shownHead(lastHead),
  }
}

function shownReport({ lines, after, upTo, removed, unsigned, ...rest }: ChainReport) {
  const { unsignedSince, unchained, faultCount, faults } = rest
  const counts = { lines, after, upTo, removed, unsigned, unchained, faultCount }
  return { ...counts, unsignedSince: moment(unsignedSince), faults }
}
