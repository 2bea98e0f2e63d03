import { Sequelize, Transaction } from 'sequelize'
import { migrate } from './migrate.ts'
import { defineTables, type Tables } from './tables.ts'

/** An open database with its tables; every store is made from one of these. */
export interface Database {
  readonly tables: Tables
  readonly sequelize: Sequelize
  /**
   * Runs one write after the other. SQLite has a single writer anyway; queueing here instead of
   * inside SQLite means that nobody ever waits for a lock that a sleeping neighbour holds.
   */
  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * Opens the SQLite file (made when it is not there) and brings its schema up to date.
 * WAL: readers do not wait for the writer. `synchronous` stays at SQLite's default FULL: what was
 * committed survives a power cut, which the audit promise rests on.
 */
export async function openDatabase(file: string): Promise<Database> {
  const sequelize = new Sequelize({
    dialect: 'sqlite',
    storage: file,
    logging: false,
    transactionType: Transaction.TYPES.IMMEDIATE,
  })
  await sequelize.query('PRAGMA journal_mode = WAL')
  await migrate(sequelize)

  let last: Promise<unknown> = Promise.resolve()
  return {
    sequelize,
    tables: defineTables(sequelize),
    write(work) {
      const run = () => sequelize.transaction(work)
      const mine = last.then(run, run)
      last = mine
      return mine
    },
    async close() {
      await last.catch(() => undefined) // Its caller was told; here only the order matters.
      await sequelize.close()
    },
  }
}
