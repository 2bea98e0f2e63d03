import { setTimeout as pause } from 'node:timers/promises'
import type { SiteWorld } from '../site/start-site.ts'
import { markOf, type SeenCall } from './calls.ts'

const SETTLES_WITHIN_MS = 20_000
// What a process has sent before its end may still lie in our sockets, unread.
const UNREAD_MS = 100

/**
 * What the stand-in has seen since it was asked last, once nothing of it is under way any more. Taken out
 * of its log, which keeps all headers of each request and would grow over many rounds.
 */
export async function takeSeenCalls({ log }: SiteWorld): Promise<readonly SeenCall[]> {
  const until = performance.now() + SETTLES_WITHIN_MS
  await pause(UNREAD_MS)
  while (log.entries.some(({ verdict, aborted }) => verdict === 'open' && !aborted)) {
    if (performance.now() > until) throw new Error('calls to the stand-in do not come to an end')
    await pause(10)
  }
  const seen = log.entries.flatMap(({ path, status }) => {
    const mark = markOf(path)
    return mark === undefined ? [] : [{ mark, status }]
  })
  log.clear()
  return seen
}
