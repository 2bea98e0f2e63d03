import type { Fault } from '../../lib/fault.ts'
import { Secret } from '../../lib/secret.ts'
import { STREAM_CHOICES } from './audit-stream.ts'
import { authorityFault, headerNameFault, headerValueFault } from './check-target.ts'
import type { StreamWish } from './stream-wish.ts'

/** What was entered, wherever; every member may be anything of its type. */
export interface EnteredStream {
  readonly name: string
  readonly kind: string
  readonly what: string
  readonly state: string
  readonly begins: string
  /** Undefined for a stream that never gives anything up. */
  readonly dropBehind: number | undefined
  readonly url: string
  readonly headerName: string
  /** Empty where the one that is there stays. */
  readonly headerValue: string
  readonly host: string
  readonly port: number
  readonly transport: string
  readonly ca: string
  readonly rotateSecret: boolean
}

export interface TargetRules {
  /** For stand-ins: plain TCP too. */
  readonly allowPrivateAddresses: boolean
  /** What is wrong with an address; undefined when nothing is. */
  readonly urlFault: (url: string) => string | undefined
}

type WishReading =
  | { readonly kind: 'accepted'; readonly wish: StreamWish }
  | { readonly kind: 'refused'; readonly faults: readonly Fault[] }

export const NAME_LENGTH_MAX = 60
export const DROP_BEHIND = { min: 1_000, max: 100_000_000 } as const

/** The wish in what was entered, or every fault of it. */
export function streamWishOf(entered: EnteredStream, rules: TargetRules): WishReading {
  const { name, state, begins, dropBehind, rotateSecret } = entered
  const faults: Fault[] = []
  const check = (path: string, says: string | undefined) => {
    if (says !== undefined) faults.push({ path, says })
  }
  check('name', nameFault(name))
  const what = STREAM_CHOICES.find((choice) => choice === entered.what)
  if (what === undefined) check('what', `Must be one of: ${STREAM_CHOICES.join(', ')}.`)
  const isState = state === 'on' || state === 'off'
  if (!isState) check('state', 'Must be on or off.')
  const isBeginning = begins === 'now' || begins === 'oldest'
  if (!isBeginning) check('begins', 'Must be now or oldest.')
  check('dropBehind', dropFault(dropBehind))
  const target = targetOf(entered, rules, check)
  if (faults.length > 0 || what === undefined || !isState || !isBeginning) {
    return { kind: 'refused', faults }
  }
  if (target === undefined) return { kind: 'refused', faults }
  return {
    kind: 'accepted',
    wish: { name, what, state, begins, dropBehind, target, rotateSecret },
  }
}

type Check = (path: string, says: string | undefined) => void

function targetOf(
  entered: EnteredStream,
  rules: TargetRules,
  check: Check,
): StreamWish['target'] | undefined {
  const ca = entered.ca.trim() === '' ? undefined : entered.ca.trim()
  if (ca !== undefined) check('ca', authorityFault(ca))
  switch (entered.kind) {
    case 'https':
      return httpsOf(entered, ca, rules, check)
    case 'syslog':
      return syslogOf(entered, ca, rules, check)
    default:
      check('kind', 'Must be https or syslog.')
      return undefined
  }
}

function httpsOf(
  { url, headerName, headerValue }: EnteredStream,
  ca: string | undefined,
  { urlFault }: TargetRules,
  check: Check,
): StreamWish['target'] {
  check('url', url === '' ? 'Enter the address that events are posted to.' : urlFault(url))
  if (headerName === '') {
    if (headerValue !== '') check('headerName', 'Say which header this is the value of.')
    return { kind: 'https', url, header: undefined, ca }
  }
  check('headerName', headerNameFault(headerName))
  if (headerValue !== '') check('headerValue', headerValueFault(headerValue))
  const value = headerValue === '' ? undefined : new Secret(headerValue)
  return { kind: 'https', url, header: { name: headerName, value }, ca }
}

function syslogOf(
  { host, port, transport }: EnteredStream,
  ca: string | undefined,
  { allowPrivateAddresses, urlFault }: TargetRules,
  check: Check,
): StreamWish['target'] | undefined {
  // Nothing but a host: the address of a port is made of it below, and could mean anything otherwise.
  const isHost = /^(?:[\w.-]+|\[[\da-f:.]+\])$/i.test(host)
  const isPort = Number.isInteger(port) && port >= 1 && port <= 65_535
  if (!isPort) check('port', 'Must be a number from 1 to 65535.')
  if (!isHost) check('host', 'Must be a host name such as logs.example.com, or an address.')
  else if (isPort) check('host', urlFault(`https://${host}:${String(port)}`))
  if (transport !== 'tls' && transport !== 'tcp') {
    check('transport', 'Must be tls or tcp.')
    return undefined
  }
  if (transport === 'tcp' && !allowPrivateAddresses) {
    check('transport', 'Must be tls: audit events do not cross the internet unencrypted.')
  }
  return { kind: 'syslog', host, port, transport, ca }
}

function nameFault(name: string): string | undefined {
  if (name.trim() === '') return 'Give it a name.'
  if (name.length > NAME_LENGTH_MAX) return `Use at most ${String(NAME_LENGTH_MAX)} characters.`
  return /\p{Cc}/u.test(name) ? 'Leave out line breaks and control characters.' : undefined
}

function dropFault(dropBehind: number | undefined): string | undefined {
  if (dropBehind === undefined) return undefined
  const { min, max } = DROP_BEHIND
  const isFine = Number.isInteger(dropBehind) && dropBehind >= min && dropBehind <= max
  const [from, to] = [min.toLocaleString('en'), max.toLocaleString('en')]
  return isFine ? undefined : `Must be a number from ${from} to ${to}, or left out.`
}
