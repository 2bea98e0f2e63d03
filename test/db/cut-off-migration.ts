import { QueryInterface } from 'sequelize'
import { openDatabase } from '../../src/db/database.ts'

// Dies without a word in the middle of a migration, as a killed process does: in the file that is
// named first, after the step that is named second was taken so many times.
const [file = '', step = '', times = '1'] = process.argv.slice(2)
const steps: unknown = QueryInterface.prototype
const original: unknown = Reflect.get(steps as object, step)
if (typeof original !== 'function') throw new Error(`a migration takes no step ${step}`)
let taken = 0
Object.assign(QueryInterface.prototype, {
  async [step](this: QueryInterface, ...given: unknown[]) {
    await Reflect.apply(original, this, given)
    taken += 1
    if (taken === Number(times)) process.kill(process.pid, 'SIGKILL')
  },
})

await openDatabase(file)
