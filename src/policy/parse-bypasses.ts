import { lineFault } from '../identity/providers/check-text.ts'
import { memberOf } from '../identity/providers/draft-members.ts'
import { members, text } from '../identity/providers/parse-fields.ts'
import { isUserName } from '../identity/user-name.ts'
import type { Parsed } from '../lib/fault.ts'
import type { Bypass } from './bypass.ts'
import { isWiderThan } from './check-network-width.ts'
import { callFields, flag, idField, nameField, networkList, parseBy } from './parse-rule-fields.ts'
import { schemasBy, type SiteKind } from './site-kind.ts'
import { isTokenAuthPath } from './token-auth-path.ts'

const REASON_LENGTH_MAX = 500
const DAYS_MAX = 366
const DAY_MS = 24 * 60 * 60 * 1000
const LEAST_BITS = { v4: 8, v6: 32 }

export interface BypassContext extends SiteKind {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** The bypass that is replaced: an end that was accepted once stays acceptable. */
  readonly existing?: Bypass | undefined
}

/** A bypass from its JSON form. */
export function parseBypass(input: unknown, context: BypassContext): Parsed<Bypass> {
  const parsed = parseBy(SCHEMAS(context), input)
  const says = endFault(memberOf(input, 'expiresAt'), context)
  if (says === undefined) return parsed
  const alone = parsed.kind === 'refused' ? parsed.faults : []
  return { kind: 'refused', faults: [...alone, { path: 'expiresAt', says }] }
}

const TOO_WIDE = `A bypass needs no other credential than the product’s, so it is for callers whose place is known: use /${LEAST_BITS.v4} or narrower for IPv4, /${LEAST_BITS.v6} or narrower for IPv6.`
const NETWORKS = 'List at least one network: a bypass never holds for the whole internet.'
const EXPIRES_AT =
  'Must be a time in UTC as ISO 8601 writes it, with a Z, such as 2030-12-31T23:59:59Z.'
const OWNER =
  'Enter the Atlassian account id of who answers for it: at most 128 characters without white space.'
const OWNER_NAME = 'Enter the user name of who answers for it.'
const REASON = 'Say why it is there, for whoever finds it in a year.'

const SCHEMAS = schemasBy(bypassSchema)

function bypassSchema(kind: SiteKind) {
  return members(
    {
      id: idField('old-ci'),
      name: nameField,
      enabled: flag,
      ...callFields(kind),
      networks: networkList(NETWORKS, 1).superRefine((networks, context) => {
        for (const [index, each] of networks.entries()) {
          if (!isWiderThan(LEAST_BITS, each)) continue
          context.addIssue({ code: 'custom', path: [index], message: TOO_WIDE })
        }
      }),
      ownerAccountId: ownerField(kind),
      reason: text(REASON, reasonFault),
      expiresAt: text(EXPIRES_AT, (at) => (isTime(at) ? undefined : EXPIRES_AT)),
    },
    'Must be an object with id, name, enabled, methods, path, networks, ownerAccountId, reason and expiresAt.',
  ).superRefine(({ path }, context) => {
    if (!isTokenAuthPath(path)) return
    context.addIssue({ code: 'custom', path: ['path'], message: NO_BYPASS })
  })
}

const NO_BYPASS = 'There is no bypass to the prefix for tokens: nothing passes there unverified.'

function ownerField({ isDataCenter }: SiteKind) {
  if (isDataCenter === true) {
    return text(OWNER_NAME, (name) => (isUserName(name) ? undefined : OWNER_NAME))
  }
  return text(OWNER, (id) => (/^[A-Za-z0-9:_-]{1,128}$/.test(id) ? undefined : OWNER))
}

function reasonFault(reason: string): string | undefined {
  if (reason.trim() === '') return REASON
  return reason.length > REASON_LENGTH_MAX
    ? `Use at most ${REASON_LENGTH_MAX} characters.`
    : lineFault(reason)
}

function endFault(at: unknown, { now, existing }: BypassContext): string | undefined {
  if (typeof at !== 'string' || !isTime(at) || at === existing?.expiresAt) return undefined
  if (Date.parse(at) <= now) return 'Must be in the future.'
  if (Date.parse(at) <= now + DAYS_MAX * DAY_MS) return undefined
  return `Must be at most ${DAYS_MAX} days away: a bypass ends by itself, and can be renewed.`
}

function isTime(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/.test(text)) return false
  const time = Date.parse(text)
  // The 30th of February would be read as a day in March.
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 19) === text.slice(0, 19)
}
