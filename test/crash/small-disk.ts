import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of its own that can be filled to the brim; in memory. */
export interface SmallDisk {
  /** On the disk, and empty. */
  readonly folder: string
  /** Takes what is left of it, to the last page. */
  fill(): void
  /** Gives all of that back. */
  free(): void
  remove(): Promise<void>
}

const CHUNKS_BYTES = [1024 * 1024, 64 * 1024, 4096] as const

/** @returns undefined where nothing can be mounted */
export async function mountSmallDisk(sizeMb: number): Promise<SmallDisk | undefined> {
  const mountPoint = await mkdtemp(join(tmpdir(), 'gatehouse-disk-'))
  try {
    run('mount', '-t', 'tmpfs', '-o', `size=${String(sizeMb)}m`, 'tmpfs', mountPoint)
  } catch {
    await rm(mountPoint, { recursive: true })
    return undefined
  }
  const folder = join(mountPoint, 'database')
  mkdirSync(folder)
  const filler = join(mountPoint, 'filler')
  return {
    folder,
    fill() {
      for (const bytes of CHUNKS_BYTES) appendUntilFull(filler, Buffer.alloc(bytes))
    },
    free() {
      rmSync(filler)
    },
    async remove() {
      run('umount', mountPoint)
      await rm(mountPoint, { recursive: true })
    },
  }
}

function appendUntilFull(file: string, chunk: Buffer): void {
  try {
    for (;;) appendFileSync(file, chunk)
  } catch (full) {
    if (!(full instanceof Error) || !('code' in full) || full.code !== 'ENOSPC') throw full
  }
}

function run(command: string, ...given: readonly string[]): void {
  execFileSync(command, given, { stdio: 'ignore' })
}
