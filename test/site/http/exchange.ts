import type { IncomingMessage, ServerResponse } from 'node:http'
import type { LogEntry, ServerName } from '../log/log-entry.ts'
import type { SiteLog } from '../log/site-log.ts'
import { requestBody } from './request-body.ts'
import type { RequestBody } from './request-body.ts'
import type { Reply } from './reply.ts'

/** One request on one of the servers, with its line in the log. */
export interface Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly method: string
  readonly target: string
  /** Raw, still encoded. */
  readonly path: string
  /** Raw, without the question mark. */
  readonly rawQuery: string
  readonly query: URLSearchParams
  readonly entry: LogEntry
  readonly body: RequestBody
  header(name: string): string | undefined
}

/** Where the request arrived. */
export interface Arrival {
  readonly server: ServerName
  readonly site?: string
  readonly log: SiteLog
  readonly now: () => number
}

/** Opens the exchange and its log entry before anything is judged, so that no request goes unseen. */
export function openExchange(
  req: IncomingMessage,
  res: ServerResponse,
  arrival: Arrival,
): Exchange {
  const target = req.url ?? ''
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const rawQuery = mark < 0 ? '' : target.slice(mark + 1)
  const method = req.method ?? ''
  const entry: LogEntry = {
    number: arrival.log.entries.length + 1,
    at: new Date(arrival.now()).toISOString(),
    server: arrival.server,
    ...(arrival.site === undefined ? {} : { site: arrival.site }),
    method,
    target,
    path,
    rawHeaders: req.rawHeaders,
    headers: req.headers,
    verdict: 'open',
    credential: 'none',
    bodyBytes: 0,
    bodyEnded: false,
    aborted: false,
  }
  arrival.log.add(entry)
  const query = new URLSearchParams(rawQuery)
  const header = (name: string): string | undefined => {
    const value = req.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  const body = requestBody(req, entry)
  return { req, res, method, target, path, rawQuery, query, entry, body, header }
}

/** Gives the reason to the log and the answer to the client. */
export function refuse(exchange: Exchange, reason: string, reply: Reply, detail?: string): Reply {
  exchange.entry.verdict = reason
  if (detail !== undefined) exchange.entry.detail = detail
  return reply
}
