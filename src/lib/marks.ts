/**
 * Gives each object a number of its own. Whoever keeps the number can tell later whether it is still the
 * very same object, and does not keep it alive; no two ever have the same.
 */
export function createMarks(): (of: object) => number {
  const marks = new WeakMap<object, number>()
  let last = 0
  return (of) => {
    const known = marks.get(of)
    if (known !== undefined) return known
    last += 1
    marks.set(of, last)
    return last
  }
}
