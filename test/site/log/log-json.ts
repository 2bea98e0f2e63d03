import { createHash } from 'node:crypto'
import type { LogEntry } from './log-entry.ts'

const credentialHeaders = new Set(['authorization', 'cookie', 'x-stand-in-session'])

function digest(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
}

function hidden(name: string, value: string | string[] | undefined): string | string[] | undefined {
  if (!credentialHeaders.has(name) || typeof value !== 'string') return value
  const scheme = /^\S+ /.exec(value)?.[0] ?? ''
  return `${scheme}${digest(value)}`
}

/** The entry for a reader outside the process: credentials shown as digests, so that equal ones look equal. */
export function logEntryJson(entry: LogEntry): Record<string, unknown> {
  return {
    ...entry,
    rawHeaders: undefined,
    target: entry.target.replace(
      /([?&](?:jwt|token|assertion)=)([^&]*)/g,
      (_all, name: string, value: string) => `${name}${digest(value)}`,
    ),
    headers: Object.fromEntries(
      Object.entries(entry.headers).map(([name, value]) => [name, hidden(name, value)]),
    ),
  }
}
