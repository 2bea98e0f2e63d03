import BetterSqlite from 'better-sqlite3'
import type { Transaction } from '../call-lines.ts'
import type { RawSql, SqlRow, SqlValue } from '../raw-sql.ts'
import { BUSY_TIMEOUT_MS, CHECKPOINT_PAGES, WRITER_CACHE_KIB } from '../write-settings.ts'

/**
 * A connection that blocks, by the package that takes a third of the processor for a row: right for a
 * process that does nothing else, and for no other. It must not be opened in a process that has the
 * file open by another copy of SQLite: closing a file there takes away the locks of both
 * (https://sqlite.org/howtocorrupt.html#multiple_copies_of_sqlite_linked_into_the_same_application).
 * @throws Error when there is no such file
 */
export function openOwnConnection(file: string): {
  readonly transaction: Transaction
  close(): void
} {
  const connection = new BetterSqlite(file, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
  // This package has NORMAL for a file in WAL mode, with which a power cut takes back what was committed.
  connection.pragma('synchronous = FULL')
  connection.pragma(`cache_size = -${String(WRITER_CACHE_KIB)}`)
  connection.pragma(`wal_autocheckpoint = ${String(CHECKPOINT_PAGES)}`)
  const sql = rawSqlOf(connection)
  return {
    async transaction(work) {
      connection.exec('BEGIN IMMEDIATE')
      try {
        await work(sql)
        connection.exec('COMMIT')
      } catch (failure) {
        // After some faults SQLite has rolled back by itself; what counts is the failure before.
        if (connection.inTransaction) connection.exec('ROLLBACK')
        throw failure
      }
    },
    close: () => {
      connection.close()
    },
  }
}

function rawSqlOf(connection: BetterSqlite.Database): RawSql {
  const prepared = new Map<string, BetterSqlite.Statement<SqlValue[], SqlRow>>()
  const statementOf = (text: string) => {
    const known = prepared.get(text)
    if (known !== undefined) return known
    const made = connection.prepare<SqlValue[], SqlRow>(text)
    prepared.set(text, made)
    return made
  }
  return {
    rowsAtOnce: 1,
    run: async (text, values) => statementOf(text).run(...values).changes,
    all: async (text, values) => statementOf(text).all(...values),
    close: async () => {},
  }
}
