import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { SyslogTarget } from '../audit/streams/audit-stream.ts'
import { octetCounted, syslogMessage } from '../audit/streams/syslog-message.ts'
import type { SendAnswer, StreamBatch } from '../audit/streams/stream-transport.ts'
import { withDeadline } from './deadline.ts'
import { unavailable } from './provider-fault.ts'
import { providerUrl } from './provider-url.ts'
import type { StreamRoom } from './stream-room.ts'

/** A receiver has nothing to say; one that talks is no syslog server. */
const HEARD_BYTES_MAX = 4_096

/**
 * Sends a batch over a connection of its own (RFC 5425 over TLS; RFC 6587 octet counting over TCP). Syslog
 * knows no acknowledgement. What comes nearest to one is that the receiver, having read up to our end,
 * ends its side as well: only then the batch counts as taken. Whatever else happens, it is sent again. Our
 * end waits as long as the connection took to come about, and a moment at least: one that has no room for us and hangs up at once
 * has been heard by then.
 */
export async function sendSyslog(
  target: SyslogTarget,
  { records }: StreamBatch,
  room: StreamRoom,
  stopping: AbortSignal,
): Promise<SendAnswer> {
  const { host, port, transport } = target
  const { hostname } = providerUrl(`https://${host}:${String(port)}`, room.allowPrivateAddresses)
  if (transport === 'tcp' && !room.allowPrivateAddresses) {
    throw unavailable(host, 'it is to be sent unencrypted')
  }
  const bytes = octetCounted(records.map(syslogMessage))
  await withDeadline(room.limits.exchangeMs, async (deadline) => {
    const signal = AbortSignal.any([deadline, stopping])
    const socket = connectTo(target, hostname.replace(/^\[|\]$/g, ''), room)
    const sending = createSending(socket, host, bytes, room.limits.lingerMs)
    const stop = () => {
      // Either of them is aborted with an error: by `withDeadline`, or by Node's own.
      socket.destroy(signal.reason as Error)
    }
    signal.addEventListener('abort', stop)
    const tooLate = setTimeout(() => {
      socket.destroy(unavailable(host, 'no connection in time'))
    }, room.limits.connectMs)
    // Not before: what is written earlier may go out before the certificate was found good.
    socket.once(transport === 'tls' ? 'secureConnect' : 'connect', () => {
      clearTimeout(tooLate)
      sending.begin()
    })
    try {
      await sending.over
    } finally {
      clearTimeout(tooLate)
      signal.removeEventListener('abort', stop)
      socket.destroy()
    }
  })
  return { kind: 'taken', outcome: 'the receiver read it to its end' }
}

function connectTo({ port, transport, ca }: SyslogTarget, host: string, room: StreamRoom): Socket {
  const lookup = room.lookup === undefined ? {} : { lookup: room.lookup }
  if (transport === 'tcp') return connectTcp({ host, port, ...lookup })
  return connectTls({ host, port, minVersion: 'TLSv1.2', ...lookup, ...(ca && { ca }) })
}

interface Sending {
  /** Resolves when the receiver ended its side after we had ended ours, and rejects however else it ends. */
  readonly over: Promise<void>
  /** Once there is a connection. */
  begin(): void
}

function createSending(socket: Socket, host: string, bytes: Buffer, lingerMs: number): Sending {
  const asked = performance.now()
  let hasEnded = false
  let isRead = false
  let heard = 0
  const over = new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.length
      if (heard > HEARD_BYTES_MAX) {
        socket.destroy(unavailable(host, 'it talks like no syslog server'))
      }
    })
    socket.on('end', () => {
      isRead = hasEnded
    })
    socket.on('error', reject)
    socket.on('close', () => {
      if (isRead) resolve()
      else reject(unavailable(host, 'the connection ended before all was read'))
    })
  })
  return {
    over,
    begin() {
      const tripMs = Math.max(performance.now() - asked, lingerMs)
      socket.write(bytes, () => {
        setTimeout(() => {
          // Ended by the receiver meanwhile, this side ended with it.
          if (socket.writableEnded) return
          hasEnded = true
          socket.end()
        }, tripMs)
      })
    },
  }
}
