import { pathFault } from '../lib/path-form.ts'
import { Refusal } from '../lib/refusal.ts'

/**
 * The path, unchanged, if it can only be read in one way. It is checked here once; rules, record and
 * product then get the very same bytes.
 * @throws Refusal `request/bad-path`
 */
export function checkedPath(path: string): string {
  const fault = pathFault(path)
  if (fault !== undefined) throw badPath(fault)
  return path
}

export function badPath(what: string): Refusal {
  return new Refusal('request/bad-path', { detail: `the path has ${what}` })
}
