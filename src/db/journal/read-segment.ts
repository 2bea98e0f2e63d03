import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { batchEnd, headOf } from './segment.ts'

/**
 * The lines of a file that somebody left behind. Reading ends at the first batch that is not whole: a
 * process that was killed in the middle of a write had promised nothing of it yet.
 */
export async function readSegment(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8')
  const head = headOf(basename(file))
  if (!text.startsWith(head)) return []
  const lines: string[] = []
  let before = head
  let from = head.length
  for (;;) {
    const endAt = text.indexOf('\n#', from - 1) + 1
    if (endAt === 0) return lines
    const batch = text.slice(from, endAt)
    const end = batchEnd(before, batch)
    if (!text.startsWith(end.line, endAt)) return lines
    lines.push(...batch.slice(0, -1).split('\n'))
    before = end.hash
    from = endAt + end.line.length
  }
}
