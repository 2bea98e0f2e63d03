import { openSegment, type Segment } from './segment.ts'

/** A line on its way to the disk. */
export interface JournalEntry {
  readonly line: string
  /** It is on disk; the segment is to be released when the line is not needed there any more. */
  written(segment: Segment): void
  failed(cause: unknown): void
  /** It is not needed any more, and need not be written. */
  readonly isObsolete?: boolean
}

/**
 * Lines put on disk, many with one write: while one batch is written the next gathers, and is written as
 * soon as the disk is free again. So the batch is as large as the load makes it, and nobody waits for a
 * clock.
 */
export interface Journal {
  /** Writes the line with the next batch. */
  append(entry: JournalEntry): void
  /** Writes the line along with others, or alone after a moment. */
  add(entry: JournalEntry): void
  /** Resolves when all that was given before is on disk or has failed. */
  flush(): Promise<void>
  /** Gives up a file that somebody has removed, so that the next line makes a new one or fails. */
  check(): Promise<void>
  close(): Promise<void>
}

// A batch has to fit into a file, and the calls in it wait for each other.
const BATCH_LINES_MAX = 1_000
const BATCH_BYTES_MAX = 512 * 1024
const BATCH_END_BYTES = 128
const ADDED_WAIT_MS = 50
// A character can take up to three bytes, so this is more than a line can be.
const BYTES_A_CHARACTER_MAX = 3

export interface JournalOptions {
  readonly segmentBytes?: number | undefined
  /** Told the name of each file that this journal writes. */
  readonly onOpen?: (file: string) => void
}

export function createJournal(folder: string, options: JournalOptions = {}): Journal {
  let waiting: JournalEntry[] = []
  let current: Segment | undefined
  let next: Promise<Segment> | undefined
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  const prepare = (): Promise<Segment> => {
    next ??= openSegment(folder, options.segmentBytes).then((segment) => {
      options.onOpen?.(segment.file)
      return segment
    })
    return next
  }

  async function segmentWith(room: number): Promise<Segment> {
    if (current !== undefined && current.room >= room) return current
    const full = current
    const fresh = prepare()
    next = undefined
    current = await fresh
    await full?.close()
    if (current.room < room) throw new Error('a line is longer than a file of the journal')
    return current
  }

  function takeBatch(): JournalEntry[] {
    const batch: JournalEntry[] = []
    let bytes = 0
    let taken = 0
    for (const entry of waiting) {
      bytes += entry.line.length * BYTES_A_CHARACTER_MAX
      if (batch.length >= BATCH_LINES_MAX || (bytes > BATCH_BYTES_MAX && batch.length > 0)) break
      taken += 1
      if (entry.isObsolete !== true) batch.push(entry)
    }
    waiting = waiting.slice(taken)
    return batch
  }

  async function writeBatch(batch: readonly JournalEntry[]): Promise<void> {
    let text = ''
    for (const { line } of batch) text += `${line}\n`
    const bytes = Buffer.from(text)
    try {
      const segment = await segmentWith(bytes.length + BATCH_END_BYTES)
      await segment.write(bytes)
      for (const entry of batch) {
        segment.hold()
        entry.written(segment)
      }
      // The next file is made while there is room in this one, so that no call waits for it.
      if (segment.room < BATCH_BYTES_MAX * 2) prepare().catch(() => (next = undefined))
    } catch (cause) {
      // What the disk holds of the batch is unknown, so nothing may follow it in this file.
      const broken = current
      current = undefined
      for (const entry of batch) entry.failed(cause)
      await broken?.close().catch(() => undefined)
    }
  }

  async function run(): Promise<void> {
    // Whatever comes in this turn of the loop goes along.
    await new Promise(setImmediate)
    while (waiting.length > 0) {
      const batch = takeBatch()
      if (batch.length > 0) await writeBatch(batch)
    }
    running = undefined
  }

  const start = () => {
    clearTimeout(timer)
    timer = undefined
    running ??= run()
  }

  const flush = async () => {
    if (waiting.length > 0) start()
    await running
  }

  return {
    append(entry) {
      waiting.push(entry)
      start()
    },
    add(entry) {
      waiting.push(entry)
      if (running === undefined) timer ??= setTimeout(start, ADDED_WAIT_MS)
    },
    flush,
    async check() {
      const looked = current
      if (looked === undefined || (await looked.isThere())) return
      if (current === looked) current = undefined
      await looked.close()
    },
    async close() {
      await flush()
      await current?.close()
      const unused = await next?.catch(() => undefined)
      await unused?.close()
    },
  }
}
