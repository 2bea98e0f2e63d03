import { Refusal } from '../lib/refusal.ts'
import { comparableSegment, segmentsOf } from './comparable-path.ts'

/** Stands for any one segment; no segment is empty. */
export const ANY_ONE = ''

/** A pattern over paths, in the form of `comparablePath`. */
export interface PathPattern {
  /** Literals, and `ANY_ONE`. */
  readonly segments: readonly string[]
  /** Ended with `**`: any number of further segments, none included. */
  readonly isOpen: boolean
}

const NAMED = /^\{[A-Za-z][A-Za-z0-9_]*\}$/

/** @throws Refusal `policy/unavailable` for a pattern that means nothing here */
export function readPattern(pattern: string, isFolded: boolean): PathPattern {
  const parts = segmentsOf(pattern)
  if (parts === undefined) throw unreadable(pattern)
  const isOpen = parts.at(-1) === '**'
  const segments = (isOpen ? parts.slice(0, -1) : parts).map((part) => {
    if (NAMED.test(part)) return ANY_ONE
    const literal = /[*{}?#]/.test(part) ? undefined : comparableSegment(part, isFolded)
    if (literal === undefined) throw unreadable(pattern)
    return literal
  })
  return { segments, isOpen }
}

function unreadable(pattern: string): Refusal {
  return new Refusal('policy/unavailable', { detail: `a path pattern of another form: ${pattern}` })
}

/** Whether some path fits both. */
export function overlaps(one: PathPattern, other: PathPattern): boolean {
  const [short, long] = one.segments.length <= other.segments.length ? [one, other] : [other, one]
  if (short.segments.length < long.segments.length && !short.isOpen) return false
  return short.segments.every((segment, index) => {
    const across = long.segments[index]
    return segment === across || segment === ANY_ONE || across === ANY_ONE
  })
}

/** Whether all paths that fit the inner one fit the outer one too. */
export function contains(outer: PathPattern, inner: PathPattern): boolean {
  const isSameLength = outer.segments.length === inner.segments.length
  if (!outer.isOpen && (inner.isOpen || !isSameLength)) return false
  if (outer.segments.length > inner.segments.length) return false
  return outer.segments.every((segment, index) => {
    return segment === ANY_ONE || segment === inner.segments[index]
  })
}
