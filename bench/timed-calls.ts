/** One call is too short for the clock, so some are timed together. */
const BATCH = 10

/** Microseconds of each call, of batches; the shortest first. @param next makes what is asked, just before */
export function timedCalls<T>(
  calls: number,
  next: () => T,
  work: (asked: T) => unknown,
): readonly number[] {
  const perCall: number[] = []
  for (let done = 0; done < calls; done += BATCH) {
    // Made just before, as a call has just been read when it is decided on.
    const batch = Array.from({ length: BATCH }, next)
    const before = process.hrtime.bigint()
    for (const each of batch) work(each)
    perCall.push(Number(process.hrtime.bigint() - before) / 1_000 / BATCH)
  }
  return perCall.sort((one, other) => one - other)
}
