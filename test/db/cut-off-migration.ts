import { QueryInterface } from 'sequelize'
import { openDatabase } from '../../src/db/database.ts'

// Dies without a word in the middle of the first migration, as a killed process does.
// eslint-disable-next-line @typescript-eslint/unbound-method -- applied to the right object below
const { addIndex } = QueryInterface.prototype
let indexes = 0
Object.assign(QueryInterface.prototype, {
  async addIndex(this: QueryInterface, ...given: Parameters<typeof addIndex>) {
    await Reflect.apply(addIndex, this, given)
    indexes += 1
    if (indexes === 2) process.kill(process.pid, 'SIGKILL')
  },
})

await openDatabase(process.argv[2] ?? '')
