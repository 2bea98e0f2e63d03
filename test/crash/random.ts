/** Numbers that look like chance and are the same again for the same seed. */
export interface Random {
  /** A whole number from 0 to just below the bound. */
  below(bound: number): number
  /** True in so many of a hundred cases. */
  percent(share: number): boolean
  pick<T>(from: readonly [T, ...T[]]): T
}

/** Mulberry32: small, and good enough for choosing what a test does. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (bound: number) => Math.floor(next() * bound)
  return {
    below,
    percent: (share) => below(100) < share,
    pick: (from) => from[below(from.length)] ?? from[0],
  }
}
