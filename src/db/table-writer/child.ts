import { storeCallLines } from '../call-lines.ts'
import type { FromWriter, ToWriter } from './messages.ts'
import { openOwnConnection } from './own-connection.ts'

/**
 * The program of the process that fills the table: started by the app with the path of the database, told
 * what to store, and ended by the app, or with it.
 */
const [, , file] = process.argv
if (file === undefined || process.send === undefined) {
  throw new Error('this program is started by Gatehouse itself, and does nothing without it')
}
const answer = process.send.bind(process)
const connection = openOwnConnection(file)

// Both ends of the line are this program.
process.on('message', (calls: ToWriter) => {
  void store(calls)
})
// What the app was killed in the middle of is committed or not by now; nobody waits for more.
process.on('disconnect', () => {
  connection.close()
  process.exit(0)
})
// A terminal and some service managers tell every process of a group. The app says when this one is done with.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})

async function store(calls: ToWriter): Promise<void> {
  answer(await outcomeOf(calls))
}

async function outcomeOf(calls: ToWriter): Promise<FromWriter> {
  try {
    await storeCallLines(connection.transaction, calls)
    return {}
  } catch (failure) {
    // The app has the log, and decides what comes of it: the calls stay where they are until stored.
    if (!(failure instanceof Error)) throw failure
    const code = 'code' in failure ? String(failure.code) : undefined
    return { failure: { message: failure.message, code } }
  }
}
