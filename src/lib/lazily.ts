/** Makes a thing when it is asked for first, and hands out that one from then on: what only some pages need costs no start. */
export function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
