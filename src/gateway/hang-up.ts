import type { ServerResponse } from 'node:http'
import { Stopper, type StopSignal } from '../lib/stop-signal.ts'

/** Whether the caller is still there, and a way to stop all work done for them. */
export interface HangUp {
  readonly signal: StopSignal
  /** The caller left before the answer was complete. */
  readonly happened: boolean
  /** Lets go of whatever is still under way; nothing, after a complete answer. */
  stop(): void
}

const OVER = new Error('the call is over')

/**
 * @param idleMs how long the caller's connection may stand still in both directions; a caller who
 *   stops reading or sending would otherwise hold a connection to the product for ever
 */
export function watchHangUp(res: ServerResponse, idleMs: number): HangUp {
  const stopper = new Stopper()
  let happened = false
  res.once('close', () => {
    if (res.writableFinished) return
    happened = true
    stopper.stop(new Error('the caller hung up'))
  })
  // A write that fails because the caller left: 'close' tells it already.
  res.on('error', ignored)
  // A connection whose time is over is destroyed when nobody listens for that.
  res.req.socket.setTimeout(idleMs)

  return {
    signal: stopper,
    get happened() {
      return happened
    },
    stop: () => {
      stopper.stop(OVER)
    },
  }
}

function ignored(): void {}
