import type { ServerResponse } from 'node:http'
import { Stopper } from '../lib/stop-signal.ts'

/** Longer than the product may take to begin its answer, since both directions rest meanwhile. */
export const CALLER_IDLE_MS = 180_000

const OVER = new Error('the call is over')

/** Whether the caller is still there, and a way to stop all work done for them. */
export class HangUp extends Stopper {
  readonly #res: ServerResponse
  /** The caller left before the answer was complete. */
  happened = false

  /**
   * @param idleMs how long the caller's connection may stand still in both directions; a caller who
   *   stops reading or sending would otherwise hold a connection to the product for ever
   */
  constructor(res: ServerResponse, idleMs: number) {
    super()
    this.#res = res
    res.on('close', () => {
      this.#closed()
    })
    // A write that fails because the caller left: 'close' tells it already.
    res.on('error', ignored)
    const { socket } = res.req
    // A connection whose time is over is destroyed when nobody listens for that. The server sets the
    // same time by itself; setting it once more for each call would be one more timer a call.
    if (socket.timeout !== idleMs) socket.setTimeout(idleMs)
  }

  /** Lets go of whatever is still under way; nothing, after a complete answer. */
  end(): void {
    this.stop(OVER)
  }

  #closed(): void {
    if (this.#res.writableFinished) return
    this.happened = true
    this.stop(new Error('the caller hung up'))
  }
}

function ignored(): void {}
