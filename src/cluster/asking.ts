/** Questions whose answers come back under a number. */
export interface Asking<Answer> {
  /**
   * @param send puts the question on its way under this number
   * @throws what `send` was told to fail with, or an error when no answer came in time
   */
  ask(send: (id: number, failed: (cause: Error) => void) => void): Promise<Answer>
  /** One that comes too late is dropped. */
  answer(id: number, answer: Answer): void
}

export function createAsking<Answer>(timeoutMs: number): Asking<Answer> {
  const open = new Map<number, (answer: Answer) => void>()
  let last = 0

  return {
    ask: (send) =>
      new Promise((resolve, reject) => {
        const id = (last += 1)
        const close = () => {
          clearTimeout(timer)
          open.delete(id)
        }
        const fail = (cause: Error) => {
          close()
          reject(cause)
        }
        const timer = setTimeout(() => {
          fail(new Error(`the primary did not answer within ${timeoutMs} ms`))
        }, timeoutMs)
        open.set(id, (answer) => {
          close()
          resolve(answer)
        })
        send(id, fail)
      }),
    answer(id, answer) {
      open.get(id)?.(answer)
    },
  }
}
