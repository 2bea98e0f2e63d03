import { expect } from 'chai'
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createJournal,
  type Journal,
  type JournalOptions,
} from '../../../src/db/journal/journal.ts'
import { readSegment } from '../../../src/db/journal/read-segment.ts'
import type { Segment } from '../../../src/db/journal/segment.ts'

describe('the journal', () => {
  let folder: string
  let journal: Journal
  const open = (options?: JournalOptions) => (journal = createJournal(folder, options))

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gatehouse-journal-'))
  })
  afterEach(async () => {
    await journal.close()
    await rm(folder, { recursive: true, force: true })
  })

  const put = (line: string) =>
    new Promise<Segment>((resolve, reject) => {
      journal.append({ line, written: resolve, failed: reject })
    })
  const files = async () => (await readdir(folder)).map((name) => join(folder, name)).toSorted()
  const linesOnDisk = async () => (await Promise.all((await files()).map(readSegment))).flat()

  it('has a line on disk, and whole, once it says so', async () => {
    open()
    await put('["one","ü😀"]')
    expect(await linesOnDisk()).to.deep.equal(['["one","ü😀"]'])
    await Promise.all([put('two'), put('three')])
    expect(await linesOnDisk()).to.deep.equal(['["one","ü😀"]', 'two', 'three'])
  })

  it('writes all that comes in one turn with one write', async () => {
    open()
    await Promise.all(Array.from({ length: 100 }, (_, at) => put(`line ${String(at)}`)))
    const [file = ''] = await files()
    expect((await readFile(file, 'utf8')).match(/^#/gm)).to.have.length(1)
  })

  it('lets a line that waits go along with the next, or writes it after a moment', async () => {
    open()
    await put('event')
    await new Promise<Segment>((resolve, reject) => {
      journal.add({ line: 'end', written: resolve, failed: reject })
    })
    expect(await linesOnDisk()).to.deep.equal(['event', 'end'])
  })

  it('leaves out what became needless before it was written', async () => {
    open()
    journal.add({ line: 'needless', written: () => {}, failed: () => {}, isObsolete: true })
    await put('needed')
    expect(await linesOnDisk()).to.deep.equal(['needed'])
  })

  it('goes on in another file, and removes a full one once none of its lines is needed', async () => {
    open({ segmentBytes: 4_096 })
    const held: Segment[] = []
    for (let at = 0; at < 20; at += 1) held.push(await put(`${String(at)} ${'x'.repeat(500)}`))
    const lines = await linesOnDisk()
    expect(lines.map((line) => Number(line.split(' ')[0])).toSorted((a, b) => a - b)).to.deep.equal(
      Array.from({ length: 20 }, (_, at) => at),
    )
    const before = (await files()).length
    expect(before).to.be.greaterThan(2)
    for (const segment of held) segment.release()
    await journal.close()
    expect(await files()).to.deep.equal([])
  })

  it('gives up a line that fits into no file, and takes the next', async () => {
    open({ segmentBytes: 1_024 })
    const thrown = await put('x'.repeat(2_000)).catch((cause: unknown) => cause)
    expect(thrown).to.be.instanceOf(Error)
    await put('short')
    expect(await linesOnDisk()).to.include('short')
  })

  it('takes lines again as soon as the folder is back', async () => {
    open()
    await rm(folder, { recursive: true })
    const thrown = await put('lost').catch((cause: unknown) => cause)
    expect(thrown).to.be.instanceOf(Error)
    await mkdir(folder)
    await put('kept')
    expect(await linesOnDisk()).to.deep.equal(['kept'])
  })

  describe('read after its writer was killed', () => {
    const written = async () => {
      open()
      await put('first')
      await put('second')
      const [file = ''] = await files()
      const text = (await readFile(file, 'utf8')).replace(/\0+$/, '')
      return { file, text }
    }

    it('ends before a batch of which any part is missing', async () => {
      const { file, text } = await written()
      const firstEnds = text.indexOf('second')
      for (let length = firstEnds; length < text.length; length += 1) {
        await truncate(file, 0)
        await writeFile(file, text.slice(0, length))
        expect(await readSegment(file), String(length)).to.deep.equal(['first'])
      }
    })

    it('does not take a batch of which a byte is another', async () => {
      const { file, text } = await written()
      await writeFile(file, text.replace('second', 'sEcond'))
      expect(await readSegment(file)).to.deep.equal(['first'])
    })

    it('takes no file for another, nor something else for a file', async () => {
      const { file, text } = await written()
      const other = file.replace(/[\da-f]{4}\.journal/, '0000.journal')
      await writeFile(other, text)
      expect(await readSegment(other)).to.deep.equal([])
      await writeFile(other, 'something else')
      expect(await readSegment(other)).to.deep.equal([])
    })
  })
})
