import type { Callers, CallerUse, Share, Shares } from './callers.ts'
import type { Pauses } from './pauses.ts'
import type { QuotaSignals } from './quota-signals.ts'

/** What is known of the window that the product counts in just now. */
interface Quota {
  limit: number
  remaining: number
  isNear: boolean
  readonly resetsAt: number
  /** What it was when it was first heard of, for what calls really cost. */
  readonly firstRemaining: number
}

/** All that is known of one tenant's budget; changed in place, for every call passes here. */
export interface TenantBudget {
  quota: Quota | undefined
  /** Points of calls that are under way, by estimate. */
  pending: number
  /** Estimates of the calls that were answered since the window was first heard of. */
  estimated: number
  readonly callers: Callers
  readonly shares: Shares
  /** When the callers' counts begin anew. */
  periodEndsAt: number
  readonly pauses: Pauses
  /** How many are being slowed down. */
  waiting: number
  /** Until when nobody need be told again that little is left. */
  lowToldUntil: number
  /** When an answer last said what is left, or one was last asked for to say it. */
  heardAt: number
}

const HOUR_MS = 3_600_000
/** A window that ends so soon is one of the limits on bursts, or matters no more. */
const SHORT_MS = 5_000
/** Ends of one window, as answers tell them in seconds from now. */
const JITTER_MS = 120_000
const LOW_PART = 0.2

export function createTenantBudget(): TenantBudget {
  return {
    quota: undefined,
    pending: 0,
    estimated: 0,
    callers: new Map(),
    shares: new Map(),
    periodEndsAt: 0,
    pauses: new Map(),
    waiting: 0,
    lowToldUntil: 0,
    heardAt: 0,
  }
}

/** Lets go of what belongs to a window that is over. */
export function endPeriod(budget: TenantBudget, at: number): void {
  if (budget.quota !== undefined && budget.quota.resetsAt <= at) budget.quota = undefined
  if (at < budget.periodEndsAt) return
  budget.callers.clear()
  budget.shares.clear()
  budget.estimated = 0
  budget.periodEndsAt = nextHour(at)
}

/** Takes in what an answer says of the window; what makes no sense changes nothing. */
export function learnQuota(budget: TenantBudget, signals: QuotaSignals, at: number): void {
  endPeriod(budget, at)
  const { refusal } = signals
  // The numbers of a refusal for another reason are those of that other limit.
  if (refusal !== undefined && refusal.scope !== 'quota') return
  const said = refusal === undefined ? signals.remaining : 0
  const saidEnd = signals.resetsAt ?? refusal?.until
  const resetsAt = Math.min(saidEnd ?? nextHour(at), at + HOUR_MS)
  const { quota } = budget
  if (quota !== undefined && resetsAt < quota.resetsAt + JITTER_MS) {
    const isOfBurst = resetsAt - at < SHORT_MS && quota.resetsAt - resetsAt > JITTER_MS
    if (isOfBurst && refusal === undefined) return
    if (said !== undefined) budget.heardAt = at
    // Who is told to come back may come back: what was thought of the window's end is no reason to stay away.
    if (refusal !== undefined && saidEnd !== undefined && resetsAt < quota.resetsAt) {
      budget.quota = { ...quota, remaining: 0, resetsAt }
      return
    }
    if (said !== undefined) quota.remaining = within(budget, quota, said)
    quota.limit = Math.max(signals.limit ?? quota.limit, quota.remaining)
    quota.isNear = signals.isNear
    return
  }
  if (said === undefined || resetsAt - at < SHORT_MS) return
  budget.heardAt = at
  beginWindow(budget, resetsAt)
  const limit = Math.max(signals.limit ?? 0, said)
  budget.quota = { limit, remaining: said, isNear: signals.isNear, resetsAt, firstRemaining: said }
}

function beginWindow(budget: TenantBudget, resetsAt: number): void {
  const isAnotherWindow = resetsAt >= budget.periodEndsAt + JITTER_MS
  budget.estimated = 0
  if (isAnotherWindow) {
    budget.callers.clear()
    budget.shares.clear()
  }
  budget.periodEndsAt = resetsAt
}

/**
 * Answers overtake each other, so the least that was said in a window counts. Much more than that is no
 * overtaking: then the product has thought better of it.
 */
function within({ pending }: TenantBudget, quota: Quota, said: number): number {
  const isOvertaken = said <= quota.remaining + pending + Math.max(10, quota.limit * 0.05)
  return isOvertaken ? Math.min(said, quota.remaining) : said
}

const EVIDENCE_MIN = 20
const COST_MAX = 50

/** What a call costs: its estimate, corrected by what the calls of this window really took. */
export function costOf({ quota, estimated }: TenantBudget, estimate: number): number {
  if (quota === undefined || estimated < EVIDENCE_MIN) return estimate
  const really = (quota.firstRemaining - quota.remaining) / estimated
  return estimate * Math.min(Math.max(really, 0.1), COST_MAX)
}

/** Points that a further call can have. */
export function freePoints({ quota, pending }: TenantBudget): number {
  return quota === undefined ? Infinity : quota.remaining - pending
}

/** A call that is under way, with the points that are set aside for it. */
export interface Taken {
  readonly caller: CallerUse
  readonly share: Share
  readonly estimate: number
  readonly cost: number
  readonly ofReserve: number
}

export function take(budget: TenantBudget, taken: Taken): void {
  budget.pending += taken.cost
  taken.caller.points += taken.cost
  taken.share.ofReserve += taken.ofReserve
}

/** How the product has counted a call: it was never sent, the answer told what is left, or it did not. */
export type Settled = 'unsent' | 'told' | 'untold'

export function settle(
  budget: TenantBudget,
  { caller, share, estimate, cost, ofReserve }: Taken,
  how: Settled,
): void {
  budget.pending = Math.max(0, budget.pending - cost)
  switch (how) {
    case 'unsent':
      caller.points = Math.max(0, caller.points - cost)
      share.ofReserve = Math.max(0, share.ofReserve - ofReserve)
      return
    case 'untold':
      if (budget.quota !== undefined) {
        budget.quota.remaining = Math.max(0, budget.quota.remaining - cost)
      }
      budget.estimated += estimate
      return
    case 'told':
      budget.estimated += estimate
  }
}

export function isLow({ quota }: TenantBudget): boolean {
  return quota !== undefined && (quota.isNear || quota.remaining < quota.limit * LOW_PART)
}

function nextHour(at: number): number {
  return (Math.floor(at / HOUR_MS) + 1) * HOUR_MS
}
