import { hostOfTarget, type StreamTarget } from '../audit/streams/audit-stream.ts'
import type { SendAnswer, StreamBatch, StreamTransport } from '../audit/streams/stream-transport.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { STREAM_LIMITS, type StreamLimits } from './limits.ts'
import { providerFault } from './provider-fault.ts'
import { createPublicLookup, publicLookup, type Resolve } from './public-address.ts'
import { pushBatch } from './stream-push.ts'
import type { StreamRoom } from './stream-room.ts'
import { sendSyslog } from './syslog-client.ts'
import { wireFault } from './wire-fault.ts'

export interface StreamTransportOptions {
  /** For development and the demo: http, plain TCP, and addresses of our own network. */
  readonly allowPrivateAddresses: boolean
  readonly clock: Clock
  readonly limits?: Partial<StreamLimits>
  /** The system's resolver without it. */
  readonly resolve?: Resolve
}

/**
 * Sends batches to addresses that an admin of a tenant chose: encrypted, on the public internet, by a
 * connection that itself checks the address it goes to. However it fails is the receiver's fault and is told.
 */
export function createStreamTransport(options: StreamTransportOptions): StreamTransport {
  const { allowPrivateAddresses, clock, resolve } = options
  const checked = resolve === undefined ? publicLookup : createPublicLookup(resolve)
  const room: StreamRoom = {
    allowPrivateAddresses,
    lookup: allowPrivateAddresses ? undefined : checked,
    limits: { ...STREAM_LIMITS, ...options.limits },
    clock,
  }
  return {
    async send(target, batch, signal) {
      try {
        return await by(target, batch, room, signal)
      } catch (cause) {
        signal.throwIfAborted()
        const fault = providerFault(hostOfTarget(target), wireFault(cause, false))
        if (!(fault instanceof Refusal)) throw fault
        const outcome = `no answer: ${fault.detail ?? fault.code}`
        return { kind: 'failed', outcome, retryAfterSeconds: undefined }
      }
    },
  }
}

function by(
  target: StreamTarget,
  batch: StreamBatch,
  room: StreamRoom,
  signal: AbortSignal,
): Promise<SendAnswer> {
  return target.kind === 'https'
    ? pushBatch(target, batch, room, signal)
    : sendSyslog(target, batch, room, signal)
}
