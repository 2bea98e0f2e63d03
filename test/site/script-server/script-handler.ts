import { readFileSync } from 'node:fs'
import { faultGate } from '../faults/fault-gate.ts'
import { refuse } from '../http/exchange.ts'
import type { Handle } from '../http/listen.ts'
import { text } from '../http/reply.ts'
import type { WorldState } from '../world-state.ts'

const script = readFileSync(new URL('./all.js', import.meta.url))

/** Serves the stand-in's `all.js`, as the product's CDN serves the real one. */
export function scriptHandler(world: WorldState): Handle {
  return async (exchange) => {
    const fault = await faultGate(world.faults.cdn, exchange)
    if (fault !== undefined) return fault
    if (exchange.path !== '/all.js')
      return refuse(exchange, 'unknown-route', text(404, 'Not Found'))
    const headers = {
      'content-type': 'text/javascript;charset=UTF-8',
      'cache-control': 'no-cache',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    }
    return { status: 200, headers, body: script }
  }
}
