import type { Sequelize } from 'sequelize'
import type sqlite3 from 'sqlite3'

export type SqlValue = string | number | null
export type SqlRow = Readonly<Record<string, SqlValue>>

/**
 * Prepared statements on the one connection that Sequelize has, so a part of its transactions. For what calls
 * leave behind, and for finding it: there the way through Sequelize would cost more than the call itself.
 */
export interface RawSql {
  /** With so many rows a statement, adding one costs least here. */
  readonly rowsAtOnce: number
  /** @returns how many rows it changed */
  run(sql: string, values: readonly SqlValue[]): Promise<number>
  all(sql: string, values: readonly SqlValue[]): Promise<readonly SqlRow[]>
  /** Before the connection is closed, which open statements would keep it from. */
  close(): Promise<void>
}

// A third of what as many statements cost, each of which goes to another thread and back.
const ROWS_AT_ONCE = 32

export async function openRawSql(sequelize: Sequelize): Promise<RawSql> {
  // For SQLite, Sequelize's one connection of a pool is the object of the sqlite3 package itself.
  const connection = (await sequelize.connectionManager.getConnection({
    type: 'write',
  })) as sqlite3.Database
  const prepared = new Map<string, Promise<sqlite3.Statement>>()

  const statementOf = (sql: string): Promise<sqlite3.Statement> => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const made = new Promise<sqlite3.Statement>((resolve, reject) => {
      const statement = connection.prepare(sql, (failure: Error | null) => {
        if (failure === null) resolve(statement)
        else reject(failure)
      })
    })
    made.catch(() => prepared.delete(sql))
    prepared.set(sql, made)
    return made
  }

  return {
    rowsAtOnce: ROWS_AT_ONCE,
    async run(sql, values) {
      const statement = await statementOf(sql)
      return await new Promise((resolve, reject) => {
        statement.run(values, function (failure) {
          if (failure === null) resolve(this.changes)
          else reject(failure)
        })
      })
    },
    async all(sql, values) {
      const statement = await statementOf(sql)
      return await new Promise((resolve, reject) => {
        statement.all<SqlRow>(values, (failure, rows) => {
          if (failure === null) resolve(rows)
          else reject(failure)
        })
      })
    },
    async close() {
      for (const each of prepared.values()) {
        const statement = await each
        await new Promise<void>((resolve) => {
          statement.finalize(() => resolve())
        })
      }
    },
  }
}
