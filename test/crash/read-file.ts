import sqlite3 from 'sqlite3'
import { markOf, type AuditedCall } from './calls.ts'

interface EventRow {
  readonly path: string | null
  readonly decision: string | null
  readonly outcome: string | null
  readonly status: number | null
}

const CALLS = `select path, decision, outcome, status from audit_events where kind = 'call'`

/** All calls of the crash test in the database file, whoever's they are, past everything of Gatehouse. */
export async function readFile(databaseFile: string): Promise<readonly AuditedCall[]> {
  const database = await open(databaseFile)
  try {
    const rows = await all(database)
    return rows.flatMap(({ path, decision, outcome, status }) => {
      const mark = markOf(path ?? '')
      if (mark === undefined) return []
      const words = { decision: decision ?? '', outcome: outcome ?? '' }
      return [{ mark, ...words, status: status ?? undefined }]
    })
  } finally {
    await close(database)
  }
}

function open(file: string): Promise<sqlite3.Database> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(file, sqlite3.OPEN_READONLY, (fault) => {
      if (fault === null) resolve(database)
      else reject(fault)
    })
  })
}

function all(database: sqlite3.Database): Promise<readonly EventRow[]> {
  return new Promise((resolve, reject) => {
    database.all<EventRow>(CALLS, (fault, rows) => {
      if (fault === null) resolve(rows)
      else reject(fault)
    })
  })
}

function close(database: sqlite3.Database): Promise<void> {
  return new Promise((resolve, reject) => {
    database.close((fault) => {
      if (fault === null) resolve()
      else reject(fault)
    })
  })
}
