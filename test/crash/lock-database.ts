import { openSqliteFile } from './sqlite-file.ts'

/** Begins a write as another process would that does not come to its end. @returns what ends it */
export async function lockDatabase(
  databaseFile: string,
  kind: 'immediate' | 'exclusive',
): Promise<() => Promise<void>> {
  const file = await openSqliteFile(databaseFile, 'read-write')
  // It waits for the writes that are under way.
  await file.all('PRAGMA busy_timeout = 5000')
  await file.all(`BEGIN ${kind.toUpperCase()}`)
  return async () => {
    await file.all('ROLLBACK')
    await file.close()
  }
}
