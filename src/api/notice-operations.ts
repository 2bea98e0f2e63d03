import { z } from 'zod'
import { NOTICE_KINDS } from '../audit/notices/notice-kinds.ts'
import { hostOf, type NoticeSettings } from '../audit/notices/notice-settings.ts'
import type { NoticeDelivery } from '../audit/notices/notice-store.ts'
import type { Notices } from '../audit/notices/notices.ts'
import { noticeWishOf } from '../audit/notices/parse-notice-wish.ts'
import { endpointFault } from '../identity/providers/check-url.ts'
import { memberMessage } from '../lib/input-faults.ts'
import { formOf, listOf, oneOf, record, TEXT, YES_OR_NO } from './forms.ts'
import { invalidInput, parseInput } from './invalid-input.ts'
import type { ManagementCall, Operation } from './operation.ts'

export interface NoticeOperationDeps {
  readonly notices: Notices
  /** For stand-ins: http too, and addresses of our own network. */
  readonly allowPrivateAddresses: boolean
}

const DELIVERIES_MAX = 100
const URL_LENGTH_MAX = 2_048

const MEMBERS = ['url', 'kinds', 'state', 'rotateSecret']
const settingsInput = z.strictObject(
  {
    url: z
      .string({ error: 'Must be the address of the receiver.' })
      .max(URL_LENGTH_MAX)
      .describe('Where notices are posted to; begins with https://.'),
    kinds: z
      .array(z.string(), { error: 'Must be a list of kinds of notices.' })
      .max(NOTICE_KINDS.length)
      .describe(`Some of: ${NOTICE_KINDS.join(', ')}.`),
    state: z.enum(['on', 'off'], { error: 'Must be on or off.' }),
    rotateSecret: z
      .boolean({ error: 'Must be true or false.' })
      .optional()
      .describe('True for a new secret; the one before signs as well for a day.'),
  },
  { error: memberMessage(MEMBERS, 'Must be an object.') },
)

const SETTINGS = record(
  { isSet: YES_OR_NO },
  {
    url: TEXT,
    host: TEXT,
    kinds: listOf(oneOf(...NOTICE_KINDS)),
    state: { ...oneOf('on', 'off', 'gone'), description: '`gone`: the receiver answered 410.' },
    changedAt: TEXT,
    changedBy: TEXT,
    secret: {
      ...TEXT,
      description:
        'Only in the answer to the request that made it: `whsec_` and the key in base64.',
    },
  },
)

const DELIVERY = record(
  {
    id: { ...TEXT, description: 'The `webhook-id`, and for all but tests the id of the event.' },
    kind: oneOf(...NOTICE_KINDS, 'test'),
    state: oneOf('waiting', 'delivered', 'given-up'),
    attempts: { type: 'integer' },
    createdAt: TEXT,
  },
  { outcome: TEXT, nextAttemptAt: TEXT, settledAt: TEXT },
)

/** Where notices are told, and what came of it. */
export function noticeOperations({
  notices,
  allowPrivateAddresses,
}: NoticeOperationDeps): readonly Operation[] {
  async function save({ person, requestId, input }: ManagementCall) {
    const entered = parseInput(settingsInput, input)
    const fault = endpointFault(entered.url, 'introspection', { allowPrivateAddresses })
    const reading = noticeWishOf(entered, fault)
    if (reading.kind === 'refused') throw invalidInput(reading.faults)
    const by = { actor: person.accountId, requestId }
    const { settings, newSecret } = await notices.save(person.tenant.id, reading.wish, by)
    const secret = newSecret?.reveal()
    return { status: 200 as const, body: { ...shown(settings), secret } }
  }

  return [
    {
      method: 'get',
      path: '/notices/settings',
      name: 'readNoticeSettings',
      says: 'Where notices go. Without settings, `isSet` is false and there is nothing else.',
      answer: { status: 200, says: 'The settings, without the secret.', form: SETTINGS },
      refuses: [],
      handle: async ({ person }) => {
        const settings = await notices.settings(person.tenant.id)
        return { status: 200, body: settings === undefined ? { isSet: false } : shown(settings) }
      },
    },
    {
      method: 'put',
      path: '/notices/settings',
      name: 'saveNoticeSettings',
      says: 'Says where notices go. The first time, a secret is made.',
      input: formOf(settingsInput),
      answer: {
        status: 200,
        says: 'The settings as they are now, with a secret that was made.',
        form: SETTINGS,
      },
      refuses: ['request/invalid-input', 'gatehouse/busy'],
      handle: save,
    },
    {
      method: 'post',
      path: '/notices/test',
      name: 'testNotices',
      says: 'Sends a test to the receiver, once, also while notices are off.',
      answer: {
        status: 200,
        says: 'Whether it arrived, and what came of it.',
        form: record({ delivered: YES_OR_NO, outcome: TEXT }),
      },
      refuses: ['gatehouse/busy'],
      handle: async ({ person }) => ({
        status: 200,
        body: await notices.test(person.tenant.id),
      }),
    },
    {
      method: 'get',
      path: '/notices/deliveries',
      name: 'listNoticeDeliveries',
      says: `The newest ${String(DELIVERIES_MAX)} messages to the receiver, newest first.`,
      answer: {
        status: 200,
        says: 'The messages.',
        form: record({ deliveries: listOf(DELIVERY) }),
      },
      refuses: [],
      handle: async ({ person }) => {
        const deliveries = await notices.deliveries(person.tenant.id, DELIVERIES_MAX)
        return { status: 200, body: { deliveries: deliveries.map(shownDelivery) } }
      },
    },
  ]
}

function shown(settings: NoticeSettings) {
  const { url, kinds, state, changedAt, changedBy } = settings
  const changed = { changedAt: new Date(changedAt).toISOString(), changedBy }
  return { isSet: true, url: url.reveal(), host: hostOf(settings), kinds, state, ...changed }
}

// What is absent is left out of the JSON.
function shownDelivery(delivery: NoticeDelivery) {
  const { id, kind, state, attempts, createdAt, dueAt, settledAt, outcome } = delivery
  return {
    id,
    kind,
    state,
    attempts,
    createdAt: new Date(createdAt).toISOString(),
    outcome,
    nextAttemptAt: state === 'waiting' ? new Date(dueAt).toISOString() : undefined,
    settledAt: settledAt === undefined ? undefined : new Date(settledAt).toISOString(),
  }
}
