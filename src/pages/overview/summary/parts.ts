import type { Log } from '../../../lib/log.ts'

/** The numbers of a page, each read by itself. */
export interface Parts {
  /**
   * What was read; undefined where that failed or took too long, which the page then says: one broken
   * number takes none of the others with it.
   * @param name for people, as a list has it
   */
  read<T>(name: string, read: () => Promise<T>): Promise<{ readonly value: T } | undefined>
  /** Names of what could not be read, in the order of asking. */
  unread(): readonly string[]
}

const PATIENCE_MS = 8_000

class TookTooLong extends Error {}

/** @param patienceMs how long the page waits for all of them */
export function createParts(log: Log, patienceMs = PATIENCE_MS): Parts {
  const asked: string[] = []
  const broken = new Set<string>()
  const began = performance.now()

  return {
    async read(name, read) {
      asked.push(name)
      const left = Math.max(0, patienceMs - (performance.now() - began))
      try {
        return { value: await within(left, read()) }
      } catch (cause) {
        log.error({ err: cause, part: name }, 'a part of the overview could not be read')
        broken.add(name)
        return undefined
      }
    },
    unread: () => asked.filter((name) => broken.has(name)),
  }
}

async function within<T>(ms: number, reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new TookTooLong(`not read within ${String(Math.round(ms))} ms`))
    }, ms)
  })
  try {
    return await Promise.race([reading, late])
  } finally {
    clearTimeout(timer)
  }
}
