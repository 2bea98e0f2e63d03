/** What has to be there for a test to go on. */
export function there<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('it is not there')
  return found
}
