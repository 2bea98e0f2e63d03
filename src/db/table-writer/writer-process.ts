import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { PACKAGE_ROOT } from '../../lib/package-root.ts'
import type { CallLines, CallTable } from '../call-lines.ts'
import type { Database } from '../database.ts'
import { NoTurn } from '../turnstile.ts'
import type { FromWriter } from './messages.ts'

/** As it was written where this very file is, and compiled otherwise. */
const PROGRAM = fileURLToPath(
  import.meta.url.endsWith('.ts')
    ? new URL('child.ts', import.meta.url)
    : new URL('dist/db/table-writer/child.js', PACKAGE_ROOT),
)
/** It only ever holds a batch of lines; what is allocated for each is gone with the next. */
const MEMORY = ['--max-semi-space-size=2', '--max-old-space-size=128']
/** Far beyond what the slowest disk takes for a batch, and less than it takes to fill the memory. */
const ANSWER_MS = 15_000

/** The process that stores calls could not be started, ended, or did not answer. */
export class WriterLost extends Error {}

/**
 * Stores calls by a process of its own, which is started when there is something to store, and again after
 * it has ended: what it had not committed is simply given to the next one.
 */
export function createTableWriter(database: Database, file: string): CallTable {
  let child: ChildProcess | undefined

  const started = (): ChildProcess => {
    if (child !== undefined) return child
    const fresh = fork(PROGRAM, [file], {
      execArgv: [...process.execArgv.filter((each) => !each.startsWith('--inspect')), ...MEMORY],
      serialization: 'advanced',
    })
    fresh.once('exit', () => {
      if (child === fresh) child = undefined
    })
    child = fresh
    return fresh
  }

  return {
    store: (calls) =>
      database.inTurn(async () => {
        const writer = started()
        try {
          await storedBy(writer, calls)
        } catch (failure) {
          // It is killed, and its end may be told later than the next batch is there.
          if (failure instanceof WriterLost && child === writer) child = undefined
          throw failure
        }
      }),
    async close() {
      const writer = child
      child = undefined
      if (writer === undefined || writer.exitCode !== null) return
      const ended = new Promise((resolve) => writer.once('exit', resolve))
      if (writer.connected) writer.disconnect()
      await ended
    },
  }
}

function storedBy(writer: ChildProcess, calls: readonly CallLines[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const lost = (how: string, cause?: unknown) => {
      writer.kill('SIGKILL')
      end(() => {
        reject(new WriterLost(`the process that fills the table ${how}`, { cause }))
      })
    }
    const onMessage = ({ failure }: FromWriter) => {
      end(() => {
        if (failure === undefined) resolve()
        else reject(faultOf(failure))
      })
    }
    const onExit = (code: number | null, signal: string | null) => {
      lost(`ended (${String(code ?? signal)})`)
    }
    const onError = (cause: Error) => {
      lost('could not be reached', cause)
    }
    const timer = setTimeout(() => {
      lost('does not answer')
    }, ANSWER_MS)
    const end = (tell: () => void) => {
      clearTimeout(timer)
      writer.off('message', onMessage).off('exit', onExit).off('error', onError)
      tell()
    }
    writer.on('message', onMessage).on('exit', onExit).on('error', onError)
    // Nothing else of a call goes along: with it the whole record of what is pending would.
    const lines = calls.map(({ line, isStored, endLine }) => ({ line, isStored, endLine }))
    writer.send(lines, (cause) => {
      if (cause !== null) onError(cause)
    })
  })
}

function faultOf({ message, code }: NonNullable<FromWriter['failure']>): Error {
  const fault = Object.assign(new Error(message), { code })
  return code === 'SQLITE_BUSY' ? new NoTurn('another process writes', fault) : fault
}
