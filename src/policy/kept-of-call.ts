import type { Call } from './call.ts'
import { paramsOf } from './query-holds.ts'

/** How much of a call the record keeps, for who writes it and for who reads it back. */

const PATH_LENGTH_KEPT = 2_048
const NAMES_KEPT = 20
const NAME_LENGTH_KEPT = 64

/** A path as the record keeps it. */
export function keptPath(path: string): string {
  return path.slice(0, PATH_LENGTH_KEPT)
}

/** Whether a path of the record may have gone on. */
export function mayBeCut(keptPath: string): boolean {
  return keptPath.length >= PATH_LENGTH_KEPT
}

/** Names of the query's parameters, the first few, each cut off; their values may be personal. */
export function keptNames(call: Call): readonly string[] {
  const names = [...paramsOf(call).keys()].slice(0, NAMES_KEPT)
  return names.map((name) => name.slice(0, NAME_LENGTH_KEPT))
}

/** Whether a call with these names on record may have had the parameter. */
export function mayHaveHad(names: readonly string[], name: string): boolean {
  return names.length >= NAMES_KEPT || names.includes(name.slice(0, NAME_LENGTH_KEPT))
}

/** Whether it certainly had: a long name may have been another one with the same beginning. */
export function certainlyHad(names: readonly string[], name: string): boolean {
  return name.length < NAME_LENGTH_KEPT && names.includes(name)
}
