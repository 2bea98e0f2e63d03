import { readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { readLine, type ReadLine } from '../../audit/event-line.ts'
import { readSegment } from './read-segment.ts'

/** Files of a journal whose writer is gone. */
export interface Leftovers {
  /**
   * Hands over what each file says, and removes it when `store` has resolved. What is in the table
   * already has to be passed over by `store`: a file may have been stored and not removed.
   */
  recover(store: (lines: readonly ReadLine[]) => Promise<void>): Promise<void>
}

// Where process ids say nothing (containers that share a folder), a file in use is told by its time.
const AT_REST_MS = 30_000
const NAME = /^(\d+)-[\da-f-]{36}\.journal$/

/** @param isMine whether this process writes the file itself */
export function createLeftovers(folder: string, isMine: (file: string) => boolean): Leftovers {
  return {
    async recover(store) {
      for (const name of await readdir(folder)) {
        const file = join(folder, name)
        const [, pid] = NAME.exec(name) ?? []
        if (pid === undefined || isMine(file) || isAlive(Number(pid))) continue
        const { mtimeMs } = await stat(file)
        await store((await readSegment(file)).map(readLine))
        const isAtRest = Date.now() - mtimeMs > AT_REST_MS
        if (Number(pid) !== process.pid || isAtRest) await unlink(file)
      }
    },
  }
}

// A file of our own number that we do not write is of an earlier process: containers begin at 1 anew.
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (failure) {
    return failure instanceof Error && 'code' in failure && failure.code === 'EPERM'
  }
}
