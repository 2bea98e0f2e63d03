import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where the system's own proxies are, also when the path of a user leaves those places out. */
const PLACES = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']

/** Why these programs cannot be used; undefined where all of them are there. */
export function missingPrograms(...names: readonly string[]): string | undefined {
  const missing = names.filter((name) => !PLACES.some((place) => isProgram(join(place, name))))
  return missing.length === 0 ? undefined : `${missing.join(', ')} not installed`
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
