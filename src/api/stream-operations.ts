import type { z } from 'zod'
import { streamWishOf, type EnteredStream } from '../audit/streams/parse-stream-wish.ts'
import type { StreamWish } from '../audit/streams/stream-wish.ts'
import type { Streams } from '../audit/streams/streams.ts'
import { endpointFault } from '../identity/providers/check-url.ts'
import { formOf, listOf, named, record, TEXT, YES_OR_NO } from './forms.ts'
import { invalidInput, parseInput } from './invalid-input.ts'
import type { ManagementCall, Operation } from './operation.ts'
import { shownStream } from './shown-stream.ts'
import { streamInput } from './stream-forms.ts'

export interface StreamOperationDeps {
  readonly streams: Streams
  /** For stand-ins: http and plain TCP too, and addresses of our own network. */
  readonly allowPrivateAddresses: boolean
}

const ID = [{ name: 'id', says: 'Of the stream.' }]
const ONE = { status: 200, says: 'The stream.', form: named('AuditStream') } as const
const SAVED = { ...ONE, says: 'The stream as it is now, with a signing secret that was made.' }

/** Where all audit events go, beside the log, and how far they have come. */
export function streamOperations({
  streams,
  allowPrivateAddresses,
}: StreamOperationDeps): readonly Operation[] {
  function wishIn(input: object): StreamWish {
    const reading = streamWishOf(enteredOf(parseInput(streamInput, input)), {
      allowPrivateAddresses,
      urlFault: (url) => endpointFault(url, 'introspection', { allowPrivateAddresses }),
    })
    if (reading.kind === 'refused') throw invalidInput(reading.faults)
    return reading.wish
  }
  const refOf = ({ person, inPath }: ManagementCall) => {
    return { tenantId: person.tenant.id, id: inPath['id'] ?? '' }
  }
  const byOf = ({ person, requestId }: ManagementCall) => ({ actor: person.accountId, requestId })
  const told = ({ seen, newSecret }: Awaited<ReturnType<Streams['add']>>) => {
    return { status: 200 as const, body: { ...shownStream(seen), secret: newSecret?.reveal() } }
  }

  return [
    {
      method: 'get',
      path: '/streams',
      name: 'listStreams',
      says: 'The audit streams, how far each has come, and what it has lost.',
      answer: {
        status: 200,
        says: 'All of them, oldest first.',
        form: record({ streams: listOf(named('AuditStream')) }),
      },
      refuses: [],
      handle: async ({ person }) => {
        const all = await streams.list(person.tenant.id)
        return { status: 200, body: { streams: all.map(shownStream) } }
      },
    },
    {
      method: 'post',
      path: '/streams',
      name: 'addStream',
      says: 'Adds a stream, of which there may be three. For https a signing secret is made.',
      input: formOf(streamInput),
      answer: SAVED,
      refuses: ['request/invalid-input', 'gatehouse/busy'],
      handle: async (call) =>
        told(await streams.add(call.person.tenant.id, wishIn(call.input), byOf(call))),
    },
    {
      method: 'get',
      path: '/streams/{id}',
      name: 'readStream',
      says: 'One stream.',
      inPath: ID,
      answer: ONE,
      refuses: [],
      handle: async (call) => {
        return { status: 200, body: shownStream(await streams.find(refOf(call))) }
      },
    },
    {
      method: 'put',
      path: '/streams/{id}',
      name: 'changeStream',
      says: 'Changes what a stream is; it goes on from where it has come to, and is tried at once.',
      inPath: ID,
      input: formOf(streamInput),
      answer: SAVED,
      refuses: ['request/invalid-input', 'gatehouse/busy'],
      handle: async (call) =>
        told(await streams.change(refOf(call), wishIn(call.input), byOf(call))),
    },
    {
      method: 'delete',
      path: '/streams/{id}',
      name: 'removeStream',
      says: 'Removes a stream, with the place that it has come to.',
      inPath: ID,
      answer: { status: 204, says: 'The stream is gone.' },
      refuses: ['gatehouse/busy'],
      handle: async (call) => {
        await streams.remove(refOf(call), byOf(call))
        return { status: 204 }
      },
    },
    {
      method: 'post',
      path: '/streams/{id}/test',
      name: 'testStream',
      says: 'Sends one test to the receiver, once, also while the stream is off.',
      inPath: ID,
      answer: {
        status: 200,
        says: 'Whether it arrived, and what came of it.',
        form: record({ delivered: YES_OR_NO, outcome: TEXT }),
      },
      refuses: [],
      handle: async (call) => ({ status: 200, body: await streams.test(refOf(call)) }),
    },
  ]
}

const SYSLOG_PORT = 6514

function enteredOf(input: z.infer<typeof streamInput>): EnteredStream {
  const { headerValue, dropBehind } = input
  return {
    ...{ name: input.name, kind: input.kind, what: input.what, state: input.state },
    begins: input.begins ?? 'now',
    dropBehind: dropBehind ?? undefined,
    url: input.url ?? '',
    headerName: input.headerName ?? '',
    // As the answers tell it: what is sent back so has not been changed.
    headerValue: headerValue === undefined || headerValue === '[sealed]' ? '' : headerValue,
    host: input.host ?? '',
    port: input.port ?? SYSLOG_PORT,
    transport: input.transport ?? 'tls',
    ca: input.ca ?? '',
    rotateSecret: input.rotateSecret ?? false,
  }
}
