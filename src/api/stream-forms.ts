import { z } from 'zod'
import { STREAM_CHOICES } from '../audit/streams/audit-stream.ts'
import { DROP_BEHIND, NAME_LENGTH_MAX } from '../audit/streams/parse-stream-wish.ts'
import { memberMessage } from '../lib/input-faults.ts'
import { oneOf, record, SEALED, TEXT } from './forms.ts'
import type { JsonSchema } from './operation.ts'

const text = (lengthMax: number, says: string, describes: string) =>
  z.string({ error: says }).max(lengthMax).describe(describes)

const members = {
  name: text(NAME_LENGTH_MAX, 'Must be a name.', 'What people know it by.'),
  kind: z.enum(['https', 'syslog'], { error: 'Must be https or syslog.' }),
  what: z
    .enum(STREAM_CHOICES, { error: `Must be one of: ${STREAM_CHOICES.join(', ')}.` })
    .describe('Which events: all of them, only changes, or only calls that were refused.'),
  state: z.enum(['on', 'off'], { error: 'Must be on or off.' }),
  begins: z
    .enum(['now', 'oldest'], { error: 'Must be now or oldest.' })
    .optional()
    .describe('Of a new stream: with what happens next, or with the oldest event that is kept.'),
  dropBehind: z
    .number({ error: 'Must be a number.' })
    .int({ error: 'Must be a whole number.' })
    .min(DROP_BEHIND.min, { error: `Must be at least ${String(DROP_BEHIND.min)}.` })
    .max(DROP_BEHIND.max, { error: `Must be at most ${String(DROP_BEHIND.max)}.` })
    .nullable()
    .optional()
    .describe('More events than these do not wait: the oldest are given up, and counted as lost.'),
  url: text(
    2_048,
    'Must be an address.',
    'For https: where lines of JSON are posted to.',
  ).optional(),
  headerName: text(100, 'Must be a name.', 'For https: such as Authorization.').optional(),
  headerValue: text(
    4_096,
    'Must be a text.',
    'For https: such as `Bearer …`. Never told again; left out, it stays while the host does.',
  ).optional(),
  host: text(255, 'Must be a host name.', 'For syslog.').optional(),
  port: z
    .number({ error: 'Must be a number.' })
    .int({ error: 'Must be a whole number.' })
    .min(1, { error: 'Must be 1 or more.' })
    .max(65_535, { error: 'Must be 65535 or less.' })
    .optional()
    .describe('For syslog; without it, 6514.'),
  transport: z
    .enum(['tls', 'tcp'], { error: 'Must be tls or tcp.' })
    .optional()
    .describe('For syslog; without it, tls. The other is for stand-ins alone.'),
  ca: text(
    20_000,
    'Must be certificates.',
    'PEM of the authorities that its certificate may be of, in place of the public ones.',
  ).optional(),
  rotateSecret: z
    .boolean({ error: 'Must be true or false.' })
    .optional()
    .describe('True for a new signing secret; the one before signs as well for a day.'),
}

export const streamInput = z.strictObject(members, {
  error: memberMessage(Object.keys(members), 'Must be an object.'),
})

const COUNT: JsonSchema = { type: 'integer' }
const MOMENT: JsonSchema = { type: 'string', format: 'date-time' }

const STREAM = record(
  {
    id: TEXT,
    name: TEXT,
    kind: oneOf('https', 'syslog'),
    what: oneOf(...STREAM_CHOICES),
    state: { ...oneOf('on', 'off', 'gone'), description: '`gone`: the receiver answered 410.' },
    upTo: { ...COUNT, description: 'The place in the chain up to which all is sent.' },
    behind: { ...COUNT, description: 'How many places the chain goes on from there.' },
    lost: { ...COUNT, description: 'Events that were given up or removed before they were sent.' },
    failures: { ...COUNT, description: 'In a row, until now.' },
    changedAt: MOMENT,
    changedBy: TEXT,
  },
  {
    dropBehind: COUNT,
    url: TEXT,
    headerName: TEXT,
    headerValue: SEALED,
    host: TEXT,
    port: COUNT,
    transport: oneOf('tls', 'tcp'),
    ca: TEXT,
    sentAt: { ...MOMENT, description: 'When a batch was last taken.' },
    lostAt: MOMENT,
    downSince: MOMENT,
    nextAttemptAt: { ...MOMENT, description: 'After a failure.' },
    outcome: { ...TEXT, description: 'What came of the last attempt.' },
    secret: {
      ...TEXT,
      description:
        'Only in the answer to the request that made it: `whsec_` and the key in base64.',
    },
  },
)

/** Forms of audit streams, by their names among the components of the document. */
export const STREAM_FORMS = { AuditStream: STREAM } as const
