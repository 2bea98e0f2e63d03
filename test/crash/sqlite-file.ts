import sqlite3 from 'sqlite3'

/** A SQLite file, past everything of Gatehouse. */
export interface SqliteFile {
  all<Row>(query: string): Promise<readonly Row[]>
  close(): Promise<void>
}

export async function openSqliteFile(
  file: string,
  mode: 'read-only' | 'read-write',
): Promise<SqliteFile> {
  const flags = mode === 'read-only' ? sqlite3.OPEN_READONLY : sqlite3.OPEN_READWRITE
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opening = new sqlite3.Database(file, flags, (fault) => {
      if (fault === null) resolve(opening)
      else reject(fault)
    })
  })
  return {
    all: <Row>(query: string) =>
      new Promise<readonly Row[]>((resolve, reject) => {
        database.all<Row>(query, (fault, rows) => {
          if (fault === null) resolve(rows)
          else reject(fault)
        })
      }),
    close: () =>
      new Promise((resolve, reject) => {
        database.close((fault) => {
          if (fault === null) resolve()
          else reject(fault)
        })
      }),
  }
}
