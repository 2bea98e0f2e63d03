/** Counts in fixed windows of the clock. */
export function createCounts() {
  const counts = new Map<string, { window: number; points: number }>()
  const current = (key: string, windowMs: number, at: number) => {
    const window = Math.floor(at / windowMs)
    const known = counts.get(key)
    if (known?.window === window) return known
    const fresh = { window, points: 0 }
    counts.set(key, fresh)
    return fresh
  }
  return {
    of: (key: string, windowMs: number, at: number) => current(key, windowMs, at).points,
    add(key: string, points: number, windowMs: number, at: number) {
      current(key, windowMs, at).points += points
    },
  }
}
