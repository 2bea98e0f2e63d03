import type { LogEntry, ServerName } from './log-entry.ts'

/** Narrows the log; every member given must hold. */
interface LogFilter {
  readonly server?: ServerName
  readonly site?: string
  readonly method?: string
  readonly path?: string | RegExp
  readonly verdict?: string
  readonly actingAs?: string
  readonly appKey?: string
}

/** Every request that any server received, in order of arrival. Nothing is ever dropped, only cleared. */
export interface SiteLog {
  readonly entries: readonly LogEntry[]
  /** Requests that break a rule no app may ever break, such as a credential sent to the media host. */
  readonly alarms: readonly LogEntry[]
  calls(filter?: LogFilter): readonly LogEntry[]
  /** Whether any request carried this text in its target or in a header: for leak tests. */
  saw(text: string): boolean
  clear(): void
  add(entry: LogEntry): void
  alarm(entry: LogEntry, detail: string): void
}

function matches(entry: LogEntry, filter: LogFilter): boolean {
  const { path } = filter
  if (filter.server !== undefined && entry.server !== filter.server) return false
  if (filter.site !== undefined && entry.site !== filter.site) return false
  if (filter.method !== undefined && entry.method !== filter.method) return false
  if (filter.verdict !== undefined && entry.verdict !== filter.verdict) return false
  if (filter.actingAs !== undefined && entry.actingAs !== filter.actingAs) return false
  if (filter.appKey !== undefined && entry.appKey !== filter.appKey) return false
  if (path === undefined) return true
  return typeof path === 'string' ? entry.path === path : path.test(entry.path)
}

/** An empty log. */
export function createSiteLog(onAlarm?: (entry: LogEntry) => void): SiteLog {
  const entries: LogEntry[] = []
  const alarms: LogEntry[] = []
  return {
    entries,
    alarms,
    calls: (filter = {}) => entries.filter((entry) => matches(entry, filter)),
    saw: (text) =>
      entries.some(
        (entry) =>
          entry.target.includes(text) || entry.rawHeaders.some((part) => part.includes(text)),
      ),
    clear() {
      entries.length = 0
      alarms.length = 0
    },
    add: (entry) => void entries.push(entry),
    alarm(entry, detail) {
      entry.detail = detail
      alarms.push(entry)
      onAlarm?.(entry)
    },
  }
}
