import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Database } from '../../src/db/database.ts'
import { createSealer, type Sealer, type SealingKey } from '../../src/lib/sealer.ts'
import { dumpDatabase } from './sinks.ts'

export interface TemporaryDatabase {
  readonly database: Database
  readonly file: string
  readonly sealer: Sealer
  clear(): Promise<void>
  /**
   * For one that a test has filled by itself with so much that the search would take longer than the run,
   * and that was trusted with no secret: it is not searched.
   */
  remove(): Promise<void>
}

export function sealingKey(id: string): SealingKey {
  return { id, key: randomBytes(32) }
}

/** A migrated SQLite file of its own; what it held is searched for secrets at the end of the run. */
export async function temporaryDatabase(
  keys: readonly SealingKey[] = [sealingKey('one')],
): Promise<TemporaryDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-db-'))
  const file = join(folder, 'test.sqlite')
  const database = await openDatabase(file)
  return {
    database,
    file,
    sealer: createSealer(keys),
    async clear() {
      await database.close()
      dumpDatabase(file)
      await rm(folder, { recursive: true })
    },
    async remove() {
      await database.close()
      await rm(folder, { recursive: true })
    },
  }
}
