import { createHash } from 'node:crypto'

/**
 * A short name for a part of the policy as it was when its form was opened. A form that is sent with
 * another name than the part has now was overtaken by somebody else's change. For parts without secrets.
 */
export function readAsOf(part: unknown): string {
  return createHash('sha256').update(JSON.stringify({ part })).digest('hex').slice(0, 32)
}
