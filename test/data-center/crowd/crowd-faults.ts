import { setTimeout as wait } from 'node:timers/promises'
import { html, text } from '../../site/http/reply.ts'
import type { Answer } from '../../site/http/reply.ts'
import type { Received } from '../http/received.ts'

/** What can be wrong with Crowd; everything is off at first. */
export interface CrowdFaults {
  /** Connections break off without an answer. */
  down: boolean
  /** Requests are taken and never answered. */
  hang: boolean
  /** Every request gets this status. */
  status: number | undefined
  /** 200 with a page in HTML, as a proxy in front of Crowd may answer. */
  garbage: boolean
  /** The right answer, made so long by blanks; its JSON is still good. */
  hugeBytes: number
  slowMs: number
}

export function noCrowdFaults(): CrowdFaults {
  return { down: false, hang: false, status: undefined, garbage: false, hugeBytes: 0, slowMs: 0 }
}

/** Plays the fault that is switched on, around or in place of the right answer. */
export async function withCrowdFaults(
  faults: CrowdFaults,
  request: Received,
  answer: () => Answer,
): Promise<Answer> {
  if (faults.slowMs > 0) await wait(faults.slowMs, undefined, { ref: false })
  if (faults.down) request.req.socket.destroy()
  if (faults.down || faults.hang) return 'taken'
  if (faults.status !== undefined) return text(faults.status, 'A fault was asked for.')
  if (faults.garbage) return html(200, '<html><body>Please sign in to the network.</body></html>')
  const right = answer()
  if (right === 'taken' || typeof right.body !== 'string') return right
  return { ...right, body: right.body.padEnd(faults.hugeBytes) }
}
