interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (cause: unknown) => void
}

/**
 * Gathers what is asked within one turn of the event loop into one piece of work: under load a message
 * between processes is paid for once for many calls.
 * @param work answers for each item, in their order
 */
export function createTurnBatch<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = []

  async function run(): Promise<void> {
    const batch = waiting
    waiting = []
    try {
      const results = await work(batch.map(({ item }) => item))
      for (const [at, { resolve, reject }] of batch.entries()) {
        const result = results[at]
        if (result === undefined) reject(new Error('an answer is missing'))
        else resolve(result)
      }
    } catch (cause) {
      for (const { reject } of batch) reject(cause)
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(() => void run())
      waiting.push({ item, resolve, reject })
    })
}
