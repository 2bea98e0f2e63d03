import net from 'node:net'

const strangers: string[] = []
// eslint-disable-next-line @typescript-eslint/unbound-method -- applied to the right socket below
const connect = net.Socket.prototype.connect

/**
 * Watches every TCP connection that this process opens. Tests talk to servers on loopback only; an
 * attempt to reach anything else is stopped and remembered, and fails the test it happened in.
 */
export function armTripwire(): void {
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
    const host = hostOf(args)
    if (host !== undefined && !isLoopback(host)) {
      strangers.push(host)
      process.nextTick(() => this.destroy(new Error(`unexpected outbound connection to ${host}`)))
      return this
    }
    return Reflect.apply(connect, this, args) as net.Socket
  }
}

/** Hosts that somebody tried to reach since the last call. */
export function takeStrangers(): string[] {
  return strangers.splice(0)
}

// Node normalises the arguments before our function sees them: an array that starts with options.
function hostOf(args: readonly unknown[]): string | undefined {
  const first = Array.isArray(args[0]) ? (args[0] as readonly unknown[])[0] : args[0]
  if (typeof first !== 'object' || first === null) {
    return typeof args[1] === 'string' ? args[1] : undefined
  }
  if ('path' in first && typeof first.path === 'string') return undefined
  return 'host' in first && typeof first.host === 'string' ? first.host : 'localhost'
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
