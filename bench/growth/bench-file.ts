import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Database } from '../../src/db/database.ts'
import { createSealer, type Sealer } from '../../src/lib/sealer.ts'

export interface BenchFile {
  readonly database: Database
  readonly sealer: Sealer
}

/** A database of its own for some work, removed after it. */
export async function withDatabase<T>(work: (file: BenchFile) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'))
  try {
    const database = await openDatabase(join(folder, 'bench.sqlite'))
    try {
      return await work({ database, sealer: createSealer([{ id: 'one', key: randomBytes(32) }]) })
    } finally {
      await database.close()
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}
