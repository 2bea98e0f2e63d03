import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Makes a folder and all that is in it read-only, for everybody and at once: also for a process that has
 * files of it open, and for root, whom no permission stops. A file system that is in use cannot be mounted
 * anew as read-only, so this is the attribute “immutable”.
 */
export function protect(folder: string): void {
  // Twice, since the process may make files while the first goes through the folder.
  change('+i', folder)
  change('+i', folder)
}

export function unprotect(folder: string): void {
  change('-i', folder)
}

/** Whether that works here: not all file systems have the attribute, or hold open files to it. */
export function canProtect(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-protect-'))
  const file = openSync(join(folder, 'open'), 'w')
  try {
    protect(folder)
    try {
      writeSync(file, 'a')
      return false
    } catch {
      return true
    } finally {
      unprotect(folder)
    }
  } catch {
    return false // No such program, or not for us.
  } finally {
    closeSync(file)
    rmSync(folder, { recursive: true })
  }
}

function change(attribute: '+i' | '-i', folder: string): void {
  execFileSync('chattr', ['-R', attribute, folder], { stdio: 'ignore' })
}
