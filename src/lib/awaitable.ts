/**
 * What is here at once, or still under way; `await` takes both. For what each call asks and memory answers
 * nearly always: a promise for every such answer costs more than the answers.
 */
export type Awaitable<T> = T | Promise<T>

/** Goes on with a value: at once where it is here already. */
export function whenHere<T, R>(
  value: Awaitable<T>,
  next: (value: T) => Awaitable<R>,
): Awaitable<R> {
  return value instanceof Promise ? value.then(next) : next(value)
}
