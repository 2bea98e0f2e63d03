import { setTimeout as delay } from 'node:timers/promises'

const WAIT_MS = 20_000
const EVERY_MS = 20

/**
 * Waits until somebody answers there, with whatever status.
 * @returns milliseconds that it took
 * @throws Error after 20 s
 */
export async function untilAnswers(url: string): Promise<number> {
  const since = performance.now()
  for (;;) {
    try {
      await (await fetch(url)).arrayBuffer()
      return performance.now() - since
    } catch (cause) {
      const waited = performance.now() - since
      if (waited > WAIT_MS) throw new Error(`nobody answered at ${url}`, { cause })
      await delay(EVERY_MS)
    }
  }
}
