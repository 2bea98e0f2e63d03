/** Work that goes on while nobody waits for it. */
export interface Background {
  add(work: Promise<unknown>): void
  /** Ends when nothing is going on any more. */
  settled(): Promise<void>
}

export function createBackground(): Background {
  const running = new Set<Promise<unknown>>()
  return {
    add(work) {
      running.add(work)
      const done = (): void => void running.delete(work)
      work.then(done, done)
    },
    async settled() {
      while (running.size > 0) await Promise.allSettled(running)
    },
  }
}
