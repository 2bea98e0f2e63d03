import type { Call } from '../call.ts'
import { placeOf } from '../place-of.ts'

/** Whether such a call can name a project or space, by what its path leaves open or by its query. */
export function canName(place: string, call: Call): boolean {
  const filled = [place, `${place}-1`].map((text) => call.path.replaceAll(/\{[^}]*\}/g, text))
  const query = `spaceKey=${encodeURIComponent(place)}`
  return filled.some((path) => placeOf({ ...call, path, query }) === place)
}
