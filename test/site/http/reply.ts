import type { Readable } from 'node:stream'

export type HeaderValues = Readonly<Record<string, string | readonly string[]>>

/** An answer as a value; `taken` means that the handler answers (or never answers) by itself. */
export interface Reply {
  readonly status: number
  readonly headers: HeaderValues
  readonly body?: string | Buffer | Readable
}
export type Answer = Reply | 'taken'

/** JSON with the content type that Jira sends; Confluence replaces it by the bare one. */
export function json(status: number, value: unknown, headers: HeaderValues = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
    body: JSON.stringify(value),
  }
}

export function text(status: number, body: string, headers: HeaderValues = {}): Reply {
  return { status, headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers }, body }
}

export function html(status: number, body: string, headers: HeaderValues = {}): Reply {
  return { status, headers: { 'content-type': 'text/html;charset=UTF-8', ...headers }, body }
}

export function empty(status: number, headers: HeaderValues = {}): Reply {
  return { status, headers }
}

export function redirect(status: 301 | 302 | 303, location: string): Reply {
  return { status, headers: { location } }
}

export function withHeaders(reply: Reply, headers: HeaderValues): Reply {
  return { ...reply, headers: { ...headers, ...reply.headers } }
}
