import { setTimeout as wait } from 'node:timers/promises'
import { refuse } from '../http/exchange.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Answer } from '../http/reply.ts'
import type { PlannedFault, ServerFaults } from './server-faults.ts'

function takePlanned(faults: ServerFaults, exchange: Exchange): PlannedFault | undefined {
  const fault = faults.planned.find(
    ({ left, scope }) =>
      left > 0 &&
      (scope.method === undefined || scope.method === exchange.method) &&
      (scope.path === undefined || scope.path.test(exchange.path)),
  )
  if (fault !== undefined) fault.left -= 1
  return fault
}

/** Plays the fault that is due for this request; undefined lets the request through. */
export async function faultGate(
  faults: ServerFaults,
  exchange: Exchange,
): Promise<Answer | undefined> {
  if (faults.latencyMs > 0) await wait(faults.latencyMs, undefined, { ref: false })
  const fault = takePlanned(faults, exchange)
  if (fault === undefined) return undefined
  if (fault.kind === 'answer' && fault.answer !== undefined) {
    return refuse(exchange, 'fault-answer', fault.answer)
  }
  exchange.entry.verdict = `fault-${fault.kind}`
  if (fault.kind === 'reset') exchange.req.socket.destroy()
  return 'taken'
}
