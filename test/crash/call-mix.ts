import type { Expected } from './calls.ts'
import type { Random } from './random.ts'

/** A call that is to be made; where it goes to and who makes it. */
export interface PlannedCall {
  readonly product: 'jira' | 'confluence'
  readonly as: 'user' | 'app' | 'nobody-known'
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly expected: Expected
  /** Below the product's own API; the mark comes after it. */
  readonly path: '/stand-in/marked' | '/stand-in/denied'
  readonly query: string
}

const STATUSES = [200, 201, 404, 409] as const

/** What a busy day is like: mostly served, quick and slow, and some that nobody should have made. */
export function chooseCall(random: Random): PlannedCall {
  const method = random.pick(['GET', 'GET', 'POST', 'PUT'] as const)
  const as = random.pick(['user', 'app'] as const)
  if (random.percent(10)) {
    const path = '/stand-in/denied'
    return { product: 'jira', as, method, expected: 'denied', path, query: '' }
  }
  const product = random.pick(['jira', 'jira', 'confluence'] as const)
  const served = { product, method, path: '/stand-in/marked' } as const
  if (random.percent(5)) {
    return { ...served, as: 'nobody-known', expected: 'unknown-caller', query: '' }
  }
  const status = random.percent(80) ? '' : `&status=${random.pick(STATUSES)}`
  const pauseMs = random.percent(10) ? 50 + random.below(350) : 0
  return { ...served, as, expected: 'served', query: `?pauseMs=${pauseMs}${status}` }
}
