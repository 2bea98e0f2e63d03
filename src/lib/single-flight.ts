/**
 * Runs one piece of work per key at a time: whoever asks while it is under way gets the same
 * promise. A failure is shared too, and forgotten, so that the next call tries again.
 */
export function createSingleFlight<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<T>>()
  return (key, work) => {
    const running = underWay.get(key)
    if (running !== undefined) return running
    const started = work().finally(() => underWay.delete(key))
    underWay.set(key, started)
    return started
  }
}
