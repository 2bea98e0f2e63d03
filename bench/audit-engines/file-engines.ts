import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { eventLine } from '../../src/audit/event-line.ts'
import { createJournal } from '../../src/db/journal/journal.ts'
import { batchEnd } from '../../src/db/journal/segment.ts'
import type { Engine, OpenEngine } from './engine.ts'

/** Written again from its beginning when it is full. */
const FILE_BYTES = 16 * 1024 * 1024
const PIECE = Buffer.alloc(1024 * 1024)

/** What serves calls, as it is. */
export const journal: Engine = {
  name: 'the journal',
  promise: 'on disk',
  async open(folder) {
    const opened = createJournal(folder)
    return {
      async commit(events) {
        const written = events.map(
          (event) =>
            new Promise<void>((resolve, failed) => {
              opened.append({
                line: eventLine(event),
                failed,
                written(segment) {
                  // Here no table is behind it.
                  segment.release()
                  resolve()
                },
              })
            }),
        )
        await Promise.all(written)
      },
      close: () => opened.close(),
    }
  },
}

/** The same bytes without the journal's queue: what the queue costs shows in the difference. */
export const filledStrict: Engine = {
  name: 'its file alone',
  promise: 'on disk',
  open: (folder) => filledFile(folder, constants.O_DSYNC),
}

/** Lost with the machine, not with the process. */
export const filledRelaxed: Engine = {
  name: 'its file alone, relaxed',
  promise: 'in the system’s memory',
  open: (folder) => filledFile(folder, 0),
}

/** The usual log: at each write the disk has the file's new length to bring in order as well. */
export const growingFile: Engine = {
  name: 'a file that grows, fdatasync',
  promise: 'on disk',
  async open(folder) {
    const handle = await open(join(folder, 'growing'), 'a')
    const next = batches()
    return {
      async commit(events) {
        await handle.write(next(events.map(eventLine)))
        await handle.datasync()
      },
      close: () => handle.close(),
    }
  },
}

async function filledFile(folder: string, sync: number): Promise<OpenEngine> {
  const file = join(folder, 'filled')
  await fill(file)
  const handle = await open(file, constants.O_WRONLY | sync)
  const next = batches()
  let position = 0
  return {
    async commit(events) {
      const bytes = next(events.map(eventLine))
      if (position + bytes.length > FILE_BYTES) position = 0
      await writeAt(handle, bytes, position)
      position += bytes.length
    },
    close: () => handle.close(),
  }
}

async function fill(file: string): Promise<void> {
  const handle = await open(file, 'w')
  for (let at = 0; at < FILE_BYTES; at += PIECE.length) await handle.write(PIECE)
  await handle.sync()
  await handle.close()
}

async function writeAt(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  const { bytesWritten } = await handle.write(bytes, 0, bytes.length, position)
  if (bytesWritten < bytes.length) throw new Error('the disk took a part only')
}

/** Batches as the journal has them, each with a hash over the one before. */
function batches(): (lines: readonly string[]) => Buffer {
  let before = ''
  return (lines) => {
    const text = `${lines.join('\n')}\n`
    const end = batchEnd(before, text)
    before = end.hash
    return Buffer.from(text + end.line)
  }
}
