import { faultGate } from '../faults/fault-gate.ts'
import { refuse } from '../http/exchange.ts'
import type { Handle } from '../http/listen.ts'
import { html, text } from '../http/reply.ts'
import type { WorldState } from '../world-state.ts'

/** Serves the public install keys, one PEM for each `kid`. */
export function keyHandler(world: WorldState): Handle {
  return async (exchange) => {
    const { keys: faults } = world.faults
    const fault = await faultGate(faults, exchange)
    if (fault !== undefined) return fault
    const kid = exchange.path.slice(1)
    const key = exchange.method === 'GET' ? world.installKeys.find(kid) : undefined
    if (key === undefined) {
      const page = html(200, '<html><body>There is nothing here.</body></html>')
      return refuse(exchange, 'unknown-kid', faults.htmlForUnknown ? page : text(404, 'Not Found'))
    }
    const served = faults.wrongKey ? world.installKeys.stranger() : key
    return text(200, served.publicPem, { 'cache-control': 'max-age=3600' })
  }
}
