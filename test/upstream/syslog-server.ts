import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { readOctetCounted, readSyslog, type ReadSyslog } from '../audit/streams/read-syslog.ts'
import { UNTRUSTED } from './untrusted-certificate.ts'

/** A syslog server on loopback: reads up to the sender's end, and is strict about what it reads. */
export interface SyslogServer {
  readonly port: number
  /** Of connections that ended in order, oldest first. */
  readonly messages: readonly ReadSyslog[]
  /** How many connections there were. */
  readonly connections: () => number
  /** Done with each new connection in place of reading it. */
  behave: ((socket: Socket) => void) | undefined
  close(): Promise<void>
}

export async function startSyslog(
  transport: 'tls' | 'tcp',
  address = '127.0.0.1',
): Promise<SyslogServer> {
  const sockets = new Set<Socket>()
  const messages: ReadSyslog[] = []
  let connections = 0
  const small: { behave: SyslogServer['behave'] } = { behave: undefined }

  const serve = (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    if (small.behave !== undefined) {
      small.behave(socket)
      return
    }
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('end', () => {
      messages.push(...readOctetCounted(Buffer.concat(chunks)).map(readSyslog))
    })
  }
  const server: Server =
    transport === 'tls' ? createTlsServer(UNTRUSTED, serve) : createTcpServer(serve)
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  // A server that listens on a port has an address record, not a pipe's name.
  const { port } = server.address() as AddressInfo
  return Object.assign(small, {
    port,
    messages,
    connections: () => connections,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  })
}
