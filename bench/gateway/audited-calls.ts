import sqlite3 from 'sqlite3'

/** How many calls the audit log of a running Gatehouse holds, read from outside of it. */
export function auditedCalls(databaseFile: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(databaseFile, sqlite3.OPEN_READONLY)
    database.configure('busyTimeout', 10_000)
    const statement = `SELECT count(*) AS calls FROM audit_events WHERE kind = 'call'`
    database.get<{ readonly calls: number }>(statement, (fault, row) => {
      database.close()
      if (fault === null) resolve(row.calls)
      else reject(fault)
    })
  })
}
