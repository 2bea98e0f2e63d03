const FIRST_MS = 100
const MOST_MS = 5_000
/** Who lived that long did not fail by how it was started. */
export const SETTLED_MS = 10_000

/**
 * How long a place stays empty, so that processes which cannot live do not take the machine.
 * @param failures how often in a row its process has ended before it had settled
 */
export function restartPauseMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(FIRST_MS * 2 ** (failures - 1), MOST_MS)
}
