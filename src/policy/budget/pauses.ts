import type { Call } from '../call.ts'
import { isRead } from '../resources.ts'
import { endpointOf } from './endpoint-of.ts'
import type { PauseScope, QuotaRefusal } from './quota-signals.ts'

/** Something that the product wants no call of for a while. */
export interface Pause {
  readonly scope: PauseScope
  /** What is paused: an operation, an issue; empty for everything. */
  readonly of: string
  /** The product's own word. */
  readonly reason: string | undefined
  /** Milliseconds since the epoch. */
  readonly until: number
}

export type Pauses = Map<string, Pause>
type PausedCall = Pick<Call, 'product' | 'method' | 'path'>

const EVERYTHING = ''
// How long to wait where the product does not say: its windows are an hour, a second, and two seconds.
const USUAL_MS: Readonly<Record<PauseScope, number>> = { quota: 60_000, burst: 1_000, issue: 2_000 }
// Whoever makes up issues to write to makes no more pauses than this.
const PAUSES_MAX = 200

/** Begins the pause that a refusal of the product asks for. */
export function beginPause(
  pauses: Pauses,
  call: PausedCall,
  { scope, reason, until }: QuotaRefusal,
  at: number,
): void {
  const of = nameIn(scope, call)
  const [held, name]: [PauseScope, string] =
    of === undefined ? ['burst', endpointOf(call)] : [scope, of]
  const key = keyOf(held, name)
  forgetEnded(pauses, at)
  if (pauses.size >= PAUSES_MAX && !pauses.has(key)) {
    const [oldest = EVERYTHING] = [...pauses.keys()].filter(
      (each) => each !== keyOf('quota', EVERYTHING),
    )
    pauses.delete(oldest)
  }
  pauses.set(key, { scope: held, of: name, reason, until: until ?? at + USUAL_MS[held] })
}

/** The pause that holds a call back, the longest of several. */
export function pauseOf(pauses: Pauses, call: PausedCall, at: number): Pause | undefined {
  if (pauses.size === 0) return undefined
  let longest: Pause | undefined
  for (const scope of SCOPES) {
    const of = nameIn(scope, call)
    const pause = of === undefined ? undefined : pauses.get(keyOf(scope, of))
    if (pause === undefined || pause.until <= at) continue
    if (longest === undefined || pause.until > longest.until) longest = pause
  }
  return longest
}

export function forgetEnded(pauses: Pauses, at: number): void {
  for (const [key, { until }] of pauses) if (until <= at) pauses.delete(key)
}

const SCOPES: readonly PauseScope[] = ['quota', 'burst', 'issue']

function keyOf(scope: PauseScope, of: string): string {
  return `${scope} ${of}`
}

// The same issue under its number is another name: the product then says so once more.
const ISSUE = /^\/rest\/api\/[^/]+\/issue\/([^/]+)/

function nameIn(scope: PauseScope, call: PausedCall): string | undefined {
  switch (scope) {
    case 'quota':
      return EVERYTHING
    case 'burst':
      return endpointOf(call)
    case 'issue':
      return isRead(call) ? undefined : ISSUE.exec(call.path)?.[1]?.toUpperCase()
  }
}
