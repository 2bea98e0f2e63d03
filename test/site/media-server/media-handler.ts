import { faultGate } from '../faults/fault-gate.ts'
import { refuse } from '../http/exchange.ts'
import type { Handle } from '../http/listen.ts'
import { json } from '../http/reply.ts'
import { readSegments } from '../http/request-path.ts'
import type { WorldState } from '../world-state.ts'
import { rangedFile } from './ranged-file.ts'

/** The media host knows the query token only; a credential that reaches it has leaked to another origin. */
export function mediaHandler(world: WorldState): Handle {
  return async (exchange) => {
    const leaked = ['authorization', 'cookie'].filter((name) => exchange.header(name) !== undefined)
    if (leaked.length > 0) {
      world.log.alarm(exchange.entry, `${leaked.join(' and ')} sent to the media host`)
      return refuse(exchange, 'credential-leak', json(403, { error: 'credentials not accepted' }))
    }
    const fault = await faultGate(world.faults.media, exchange)
    if (fault !== undefined) return fault
    const [root, fileId = '', leaf] = readSegments(exchange.path) ?? []
    const file = world.media.find(fileId)
    if (root !== 'file' || leaf !== 'binary' || file === undefined) {
      return refuse(exchange, 'unknown-file', json(404, { error: 'not found' }))
    }
    if (exchange.method !== 'GET' && exchange.method !== 'HEAD') {
      return refuse(exchange, 'method-not-allowed', json(405, { error: 'GET only' }))
    }
    if (!world.media.redeem(fileId, exchange.query.get('token'))) {
      return refuse(exchange, 'media-token', json(401, { error: 'token unknown or used' }))
    }
    return rangedFile(file, exchange.header('range'))
  }
}
