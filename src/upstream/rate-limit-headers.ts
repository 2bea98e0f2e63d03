import type { Clock } from '../lib/clock.ts'
import type { PauseScope, QuotaRefusal, QuotaSignals } from '../policy/budget/quota-signals.ts'
import { readNamedLimits, type NamedLimit } from './rate-limit-fields.ts'
import { retryAfterSeconds } from './retry-after.ts'
import type { WireAnswer } from './wire.ts'

type Answer = Pick<WireAnswer, 'status' | 'rawHeaders'>

const NAMES = new Set([
  'retry-after',
  'ratelimit-reason',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'x-ratelimit-nearlimit',
  'beta-ratelimit',
  'beta-ratelimit-policy',
])
// Every answer passes here: most names are told apart without making a new text of each.
const LENGTHS = new Set([...NAMES].map((name) => name.length))

const TOO_MANY = 429
const DAY_MS = 86_400_000

/**
 * What an answer says of the product's limits. The product writes them in two ways at once; where it names
 * a quota (`Beta-RateLimit`), that is believed before the numbers that name nothing. What cannot be read
 * counts as not said. Undefined where nothing is.
 */
export function quotaSignalsOf(answer: Answer, clock: Clock): QuotaSignals | undefined {
  const said = fieldsOf(answer.rawHeaders)
  if (
    answer.status !== TOO_MANY &&
    (said === undefined || (said.has('retry-after') && said.size === 1))
  ) {
    return undefined
  }
  const field = (name: string) => said?.get(name)
  const now = clock.now()
  const named = quotaIn(readNamedLimits(field('beta-ratelimit') ?? ''))
  const policy = readNamedLimits(field('beta-ratelimit-policy') ?? '')
  const ofSameName = policy?.find(({ name }) => named !== undefined && name === named.name)
  const seconds = named?.numbers['t']
  return {
    limit: ofSameName?.numbers['q'] ?? count(field('x-ratelimit-limit')),
    remaining: named?.numbers['r'] ?? count(field('x-ratelimit-remaining')),
    resetsAt:
      (seconds === undefined ? undefined : ahead(now + seconds * 1000, now)) ??
      momentOf(field('x-ratelimit-reset'), now),
    isNear: /^true$/i.test(field('x-ratelimit-nearlimit') ?? ''),
    refusal: answer.status === TOO_MANY ? refusalOf(field, clock) : undefined,
  }
}

function fieldsOf(rawHeaders: readonly string[]): Map<string, string> | undefined {
  let fields: Map<string, string> | undefined
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (!LENGTHS.has(name.length)) continue
    const lower = name.toLowerCase()
    if (!NAMES.has(lower)) continue
    fields ??= new Map()
    const before = fields.get(lower)
    const value = rawHeaders[at + 1] ?? ''
    fields.set(lower, before === undefined ? value : `${before}, ${value}`)
  }
  return fields
}

// Of several quotas the one that ends first is the one to heed.
function quotaIn(limits: readonly NamedLimit[] | undefined): NamedLimit | undefined {
  const quotas = limits?.filter(({ name, numbers }) => name.includes('quota') && 'r' in numbers)
  return quotas?.toSorted((one, other) => left(one) - left(other))[0]
}

function left({ numbers }: NamedLimit): number {
  return numbers['r'] ?? Infinity
}

function refusalOf(field: (name: string) => string | undefined, clock: Clock): QuotaRefusal {
  const said = field('ratelimit-reason')?.trim()
  const reason = said !== undefined && /^[a-z0-9-]{1,64}$/.test(said) ? said : undefined
  const seconds = retryAfterSeconds(field('retry-after')?.trim(), clock)
  const until = seconds === undefined ? undefined : clock.now() + seconds * 1000
  return { scope: scopeOf(reason), reason, until }
}

// Without a reason the least is taken back: the operation that was called.
function scopeOf(reason: string | undefined): PauseScope {
  if (reason?.includes('-quota-') === true) return 'quota'
  return reason?.includes('-per-issue-') === true ? 'issue' : 'burst'
}

function count(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? ''
  return /^\d{1,12}$/.test(trimmed) ? Number(trimmed) : undefined
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/

/** ISO 8601, or Unix time in seconds or milliseconds; only what lies ahead, and within a day. */
function momentOf(text: string | undefined, now: number): number | undefined {
  const trimmed = text?.trim() ?? ''
  if (/^\d{10}$/.test(trimmed)) return ahead(Number(trimmed) * 1000, now)
  if (/^\d{13}$/.test(trimmed)) return ahead(Number(trimmed), now)
  return ISO.test(trimmed) ? ahead(Date.parse(trimmed), now) : undefined
}

function ahead(moment: number, now: number): number | undefined {
  return moment > now && moment <= now + DAY_MS ? moment : undefined
}
