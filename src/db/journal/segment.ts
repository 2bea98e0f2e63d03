import { createHash, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { open, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * One file of the journal. It has its full length from the beginning and is written from the front: the
 * disk then has nothing but the bytes to bring in order at each write, which takes half the time.
 */
export interface Segment {
  readonly file: string
  /** How many bytes still fit. */
  readonly room: number
  /**
   * Puts a batch on disk as a whole; it is there for good when this resolves.
   * @param text lines, each with its end
   */
  write(text: Buffer): Promise<void>
  /** Whether its name still stands in the folder: what is written to a file without one is lost. */
  isThere(): Promise<boolean>
  /** No more batches; the file goes once nothing in it is needed. */
  close(): Promise<void>
  /** A line of it is not in the table yet. */
  hold(): void
  /** The line is there now. */
  release(): void
}

const SEGMENT_BYTES = 2 * 1024 * 1024
const MAGIC = 'gatehouse journal 1'
const PIECE = Buffer.alloc(256 * 1024)

/** First line of a file: its name is part of every hash in it, so none passes for a part of another. */
export function headOf(name: string): string {
  return `${MAGIC} ${name}\n`
}

/** Ends a batch. A batch without this line, or with another hash, was never promised to anybody. */
export function batchEnd(before: string, text: string | Buffer): { line: string; hash: string } {
  const hash = createHash('sha256').update(before).update(text).digest('hex')
  return { line: `#${hash}\n`, hash }
}

export async function openSegment(folder: string, bytes = SEGMENT_BYTES): Promise<Segment> {
  const name = `${String(process.pid)}-${randomUUID()}.journal`
  const file = join(folder, name)
  // With O_DSYNC one write is the write and the sync: one way to the disk and back instead of two.
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_DSYNC
  const handle = await open(file, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600)
  let synced: FileHandle
  try {
    await fill(handle, headOf(name), bytes)
    synced = await open(file, flags & ~(constants.O_CREAT | constants.O_EXCL))
  } catch (failure) {
    await unlink(file)
    throw failure
  } finally {
    await handle.close()
  }
  return segmentOf(file, synced, headOf(name), bytes)
}

async function fill(handle: FileHandle, head: string, bytes: number): Promise<void> {
  for (let at = 0; at < bytes; at += PIECE.length) {
    await handle.write(PIECE, 0, Math.min(PIECE.length, bytes - at), at)
  }
  await handle.write(head, 0)
  await handle.sync()
}

function segmentOf(file: string, handle: FileHandle, head: string, bytes: number): Segment {
  let position = head.length
  let before = head
  let held = 0
  let isClosed = false

  const removeIfDone = () => {
    // What cannot be removed now is found, seen to be in the table, and removed at the next start.
    if (isClosed && held === 0) unlink(file).catch(() => undefined)
  }

  return {
    file,
    get room() {
      return bytes - position
    },
    async write(text) {
      const end = batchEnd(before, text)
      const batch = Buffer.concat([text, Buffer.from(end.line)])
      const { bytesWritten } = await writeAll(handle, batch, position)
      position += bytesWritten
      before = end.hash
    },
    async isThere() {
      return isClosed || (await handle.stat()).nlink > 0
    },
    async close() {
      if (isClosed) return
      isClosed = true
      removeIfDone()
      await handle.close()
    },
    hold() {
      held += 1
    },
    release() {
      held -= 1
      removeIfDone()
    },
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number) {
  let written = 0
  while (written < bytes.length) {
    const more = await handle.write(bytes, written, bytes.length - written, position + written)
    written += more.bytesWritten
  }
  return { bytesWritten: written }
}
