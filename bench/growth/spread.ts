import { spreadOf, type Spread } from '../gateway/figures.ts'

/** @throws Error when nothing was measured */
export function spreadOfAll(values: readonly number[]): Spread {
  const spread = spreadOf(values)
  if (spread === undefined) throw new Error('nothing was measured')
  return spread
}

/** Times each piece of work alone, one after the other, in microseconds. */
export async function timedEach<T>(
  asked: readonly T[],
  work: (asked: T) => unknown,
): Promise<Spread> {
  const took: number[] = []
  for (const each of asked) {
    const before = process.hrtime.bigint()
    await work(each)
    took.push(Number(process.hrtime.bigint() - before) / 1_000)
  }
  return spreadOfAll(took)
}
