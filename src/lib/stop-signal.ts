/**
 * Tells work under way that nobody wants its outcome any more. An `AbortSignal` is one too; making and
 * aborting one for each call would cost the call more than its decision does.
 */
export interface StopSignal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

// One at a time listens to most calls, for which a set would be larger than all else here.
const NOBODY: readonly (() => void)[] = []

/** The side that stops. Only the first reason counts, and each listener hears of it once. */
export class Stopper implements StopSignal {
  reason: Error | undefined
  #listeners: readonly (() => void)[] = NOBODY

  get aborted(): boolean {
    return this.reason !== undefined
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (!this.#listeners.includes(listener)) this.#listeners = [...this.#listeners, listener]
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners = this.#listeners.filter((each) => each !== listener)
  }

  stop(reason: Error): void {
    if (this.aborted) return
    this.reason = reason
    const listeners = this.#listeners
    this.#listeners = NOBODY
    for (const listener of listeners) listener()
  }
}
