import { markOf, type AuditedCall } from './calls.ts'
import { openSqliteFile } from './sqlite-file.ts'

interface EventRow {
  readonly path: string | null
  readonly decision: string | null
  readonly outcome: string | null
  readonly status: number | null
}

const CALLS = `select path, decision, outcome, status from audit_events where kind = 'call'`

/** All calls of the crash test in the database file, whoever's they are, past everything of Gatehouse. */
export async function readFile(databaseFile: string): Promise<readonly AuditedCall[]> {
  const file = await openSqliteFile(databaseFile, 'read-only')
  try {
    const rows = await file.all<EventRow>(CALLS)
    return rows.flatMap(({ path, decision, outcome, status }) => {
      const mark = markOf(path ?? '')
      if (mark === undefined) return []
      const words = { decision: decision ?? '', outcome: outcome ?? '' }
      return [{ mark, ...words, status: status ?? undefined }]
    })
  } finally {
    await file.close()
  }
}
