import { lazily } from '../lib/lazily.ts'

const number = lazily(() => new Intl.NumberFormat('en'))

/** As people read it: "12,345". */
export function numberWords(count: number): string {
  return number().format(count)
}

/** "no call", "1 call", "12,345 calls". */
export function callWords(count: number): string {
  if (count === 0) return 'no call'
  return count === 1 ? '1 call' : `${numberWords(count)} calls`
}

/** How long something took: "85 ms", "1.2 s", "3 min". */
export function durationWords(ms: number): string {
  if (ms < 1_000) return `${String(Math.round(ms))} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  return `${String(Math.round(ms / 60_000))} min`
}
