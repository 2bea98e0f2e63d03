import { Sequelize, TimeoutError } from 'sequelize'
import { migrate } from './migrate.ts'
import { openRawSql, type RawSql } from './raw-sql.ts'
import { defineTables, type Tables } from './tables.ts'
import { createTurnstile, NoTurn } from './turnstile.ts'
import { BUSY_TIMEOUT_MS, CHECKPOINT_PAGES, WRITER_CACHE_KIB } from './write-settings.ts'

/** An open database; every store is made from one of these. */
export interface Database {
  /** For reading: sees what was committed, and waits for no writer. */
  readonly tables: Tables
  /** The same for reads that take long: those above would wait for them, and calls for those. */
  readonly reports: Tables
  /** The same connection for questions that Sequelize has no words for. */
  readonly reportSql: Pick<RawSql, 'all'>
  /** How many writes wait or run; for work that is better refused than queued. */
  readonly waitingWrites: number
  /**
   * One write as a whole: all of it is committed, or nothing. Writes run one after the other, each
   * with the tables that it is given, and never start another. One that waited too long rejects with
   * `NoTurn` instead of running: behind a locked file, everybody would wait for everybody else's
   * time-out.
   */
  write<T>(work: (tables: Tables, sql: RawSql) => Promise<T>): Promise<T>
  /**
   * The same turn for work that writes by a connection of its own, as one transaction: beside a write of
   * this one, each would wait for the other's lock.
   */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  /**
   * The same for what a person of the tenant wants changed, and can ask for again: few of these are
   * let into the queue.
   * @throws Refusal `gatehouse/busy` when there are too many, or its turn did not come
   */
  change<T>(tenantId: string, work: (tables: Tables, sql: RawSql) => Promise<T>): Promise<T>
  /** Rejects when the database cannot be read. */
  ping(): Promise<void>
  close(): Promise<void>
}

const QUEUE_TIMEOUT_MS = 5_000

/**
 * Opens the SQLite file (made when it is not there) and brings its schema up to date, with one
 * connection that writes and two that read.
 * WAL: readers do not wait for the writer. `synchronous` stays at SQLite's default FULL: what was
 * committed survives a power cut, which the audit promise rests on.
 * Sequelize's own transactions are not used: on SQLite each opens a connection of its own, which
 * costs milliseconds, and leaves them to fight for the one lock that our queue hands out in order.
 */
export async function openDatabase(file: string): Promise<Database> {
  const writer = await connect(file)
  await writer.query('PRAGMA journal_mode = WAL')
  await writer.query(`PRAGMA cache_size = -${String(WRITER_CACHE_KIB)}`)
  await writer.query(`PRAGMA wal_autocheckpoint = ${String(CHECKPOINT_PAGES)}`)
  // As one transaction: killed half-way, the next start finds the schema as it was before.
  await asTransaction(writer, () => migrate(writer))
  const reader = await connect(file)
  const reportReader = await connect(file)
  const written = defineTables(writer)
  const sql = await openRawSql(writer)
  const reportSql = await openRawSql(reportReader)

  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  const turnstile = createTurnstile(() => waiting)
  const database: Database = {
    tables: defineTables(reader),
    reports: defineTables(reportReader),
    reportSql,
    get waitingWrites() {
      return waiting
    },
    write: (work) => database.inTurn(() => asTransaction(writer, () => work(written, sql))),
    async inTurn(work) {
      const asked = performance.now()
      const run = () => {
        if (performance.now() - asked > QUEUE_TIMEOUT_MS) throw new NoTurn('waited too long')
        return work()
      }
      waiting += 1
      const mine = last.then(run, run)
      last = mine
      try {
        return await mine
      } finally {
        waiting -= 1
      }
    },
    change: (tenantId, work) => turnstile.pass(tenantId, () => database.write(work)),
    async ping() {
      await reader.query('SELECT 1')
    },
    async close() {
      await last.catch(() => undefined) // Its caller was told; here only the order matters.
      await reader.close()
      await reportSql.close()
      await reportReader.close()
      await sql.close()
      await writer.close()
    },
  }
  return database
}

async function connect(file: string): Promise<Sequelize> {
  const sequelize = new Sequelize({
    dialect: 'sqlite',
    storage: file,
    logging: false,
    retry: { max: 1 },
  })
  await sequelize.query(`PRAGMA busy_timeout = ${String(BUSY_TIMEOUT_MS)}`)
  return sequelize
}

async function asTransaction<T>(writer: Sequelize, work: () => Promise<T>): Promise<T> {
  try {
    await begin(writer)
    const result = await work()
    await writer.query('COMMIT')
    return result
  } catch (failure) {
    // SQLite has rolled back by itself after some faults; what counts is the failure before. If an
    // earlier one could not be rolled back, BEGIN fails and this ends it, so that the next can begin.
    await writer.query('ROLLBACK').catch(() => undefined)
    throw failure
  }
}

async function begin(writer: Sequelize): Promise<void> {
  try {
    // IMMEDIATE takes the lock at once: a transaction that only later wants to write could fail then.
    await writer.query('BEGIN IMMEDIATE')
  } catch (cause) {
    // What Sequelize makes of SQLITE_BUSY.
    throw cause instanceof TimeoutError ? new NoTurn('another process writes', cause) : cause
  }
}
