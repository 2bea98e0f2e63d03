import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** What became of a call to the app: an answer, or the reason why there is none. */
export type CallReport =
  | {
      readonly status: number
      readonly headers: IncomingHttpHeaders
      readonly body: string
      readonly ms: number
    }
  | {
      readonly failure: 'no-such-host' | 'timeout' | 'tls' | 'connection'
      readonly detail: string
      readonly ms: number
    }

export interface AppCall {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs: number
}

/** The platform takes these two for success and nothing else: 201 and redirects fail. */
export function isAccepted(report: CallReport): boolean {
  return 'status' in report && (report.status === 200 || report.status === 204)
}

function failureOf(cause: Error): 'no-such-host' | 'timeout' | 'tls' | 'connection' {
  const code = 'code' in cause ? String(cause.code) : ''
  if (cause.message === 'timed out') return 'timeout'
  if (code === 'ENOTFOUND') return 'no-such-host'
  return /^ERR_(SSL|TLS)|CERT|SELF_SIGNED/.test(code) ? 'tls' : 'connection'
}

function open(call: AppCall): Promise<IncomingMessage> {
  const send = call.url.startsWith('https:') ? secureRequest : plainRequest
  const { method, body } = call
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const headers = { ...length, ...call.headers }
  return new Promise((resolve, reject) => {
    // A connection of its own for each call, so that a stopped app is never met on a kept one.
    const request = send(call.url, { method, headers, agent: false })
    const timer = setTimeout(() => request.destroy(new Error('timed out')), call.timeoutMs)
    request.once('close', () => clearTimeout(timer))
    request.once('error', reject)
    request.once('response', resolve)
    request.end(body)
  })
}

/** Calls the app. Redirects are not followed. */
export async function callApp(call: AppCall): Promise<CallReport> {
  const begin = performance.now()
  const elapsed = (): number => Math.round(performance.now() - begin)
  try {
    const response = await open(call)
    const parts: Buffer[] = []
    for await (const chunk of response as AsyncIterable<Buffer>) parts.push(chunk)
    const body = Buffer.concat(parts).toString('utf8')
    const status = response.statusCode ?? 0
    return { status, headers: response.headers, body, ms: elapsed() }
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    return { failure: failureOf(cause), detail: cause.message, ms: elapsed() }
  }
}
