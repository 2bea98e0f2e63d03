import { mkdir } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { AuditReader } from '../audit/audit-reader.ts'
import type { AuditStore } from '../audit/audit-store.ts'
import { createAuditReader } from './audit-reader-table.ts'
import { createAuditTable } from './audit-table.ts'
import { createCallIntake } from './call-intake.ts'
import { storeCallLines, type CallTable } from './call-lines.ts'
import type { Database } from './database.ts'
import { createJournal } from './journal/journal.ts'
import { createLeftovers } from './journal/leftovers.ts'
import { createPendingCalls } from './pending-calls.ts'

/** The whole record: calls come in by the journal, everything else and all searches by the table. */
export interface AuditLog {
  readonly store: AuditStore
  /** Sees all that was recorded by this process before it was asked. */
  readonly reader: AuditReader
  /** Calls that are on disk and cannot be searched yet. */
  readonly behind: () => number
  /** Whether there are no more of these than a busy moment leaves. */
  readonly isKeepingUp: () => boolean
  /** Brings what has come in since into the table, with what other processes left behind. */
  round(): Promise<void>
  close(): Promise<void>
}

/**
 * So many calls are some 100 MB. When the table cannot take them for as long as that takes, calls are
 * refused rather than held in memory without end.
 */
const PENDING_MAX = 50_000
/** Three seconds of a process at full load; the table is filled twice a second. */
const KEEPING_UP_MAX = 10_000
/** Who reads sees what there is, should the table be locked for longer. */
const CATCH_UP_MS = 2_000

export interface AuditLogOptions {
  /** Puts calls into the table; absent where this process is to do it on its own connection. */
  readonly callTable?: CallTable | undefined
}

/** @param folder beside the database, and on the same disk; made when it is not there */
export async function openAuditLog(
  database: Database,
  folder: string,
  { callTable = ownCallTable(database) }: AuditLogOptions = {},
): Promise<AuditLog> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const mine = new Set<string>()
  const journal = createJournal(folder, { onOpen: (file) => mine.add(file) })
  const calls = createPendingCalls(journal)
  const intake = createCallIntake(database, callTable, calls)
  const leftovers = createLeftovers(folder, (file) => mine.has(file))
  const table = createAuditTable(database)
  const takeOver = () => leftovers.recover((lines) => intake.takeOver(lines))
  await takeOver()

  const caughtUp = async <T>(read: () => Promise<T>): Promise<T> => {
    if (calls.size > 0)
      await Promise.race([
        intake.catchUp().catch(() => undefined),
        wait(CATCH_UP_MS, undefined, { ref: false }),
      ])
    return read()
  }

  return {
    store: {
      append(event) {
        if (event.kind !== 'call') return table.append(event)
        if (calls.size < PENDING_MAX) return calls.append(event)
        return Promise.reject(new Error('too many calls wait for the table'))
      },
      appendRefused: (settled, summaries) => table.appendRefused(settled, summaries),
      complete(event, completion) {
        calls.complete(event.id, completion)
      },
      bypassHits: (tenantId, since) => caughtUp(() => table.bypassHits(tenantId, since)),
      shadowHits: (tenantId, since) => caughtUp(() => table.shadowHits(tenantId, since)),
      recent: (tenantId, limit) => caughtUp(() => table.recent(tenantId, limit)),
    },
    reader: readingAfter(caughtUp, createAuditReader(database)),
    behind: () => calls.size,
    isKeepingUp: () => calls.size < KEEPING_UP_MAX,
    async round() {
      await journal.check()
      await intake.round()
    },
    async close() {
      await journal.flush()
      await intake.catchUp()
      await journal.close()
      await callTable.close()
    },
  }
}

/** Stores calls by the connection that everything else is written with. */
export function ownCallTable(database: Database): CallTable {
  return {
    store: (calls) => storeCallLines((work) => database.write((_tables, sql) => work(sql)), calls),
    close: async () => {},
  }
}

type Method = (...given: never[]) => Promise<unknown>

// Each question of the reader waits for the same thing first.
function readingAfter(
  caughtUp: <T>(read: () => Promise<T>) => Promise<T>,
  reader: AuditReader,
): AuditReader {
  const waiting: Record<string, unknown> = {}
  for (const [name, ask] of Object.entries(reader) as [string, Method][]) {
    waiting[name] = (...given: never[]) => caughtUp(() => ask(...given))
  }
  // The same names, each with the parameters and the answer that it had.
  return waiting as unknown as AuditReader
}
