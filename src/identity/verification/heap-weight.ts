const OBJECT_BYTES = 80
/** A name and its place; an object of names that no other has brings a shape of its own. */
const MEMBER_BYTES = 120
const PLACE_BYTES = 16
const TEXT_BYTES = 24

/**
 * About what a value read from JSON takes in memory, in bytes, rather too much than too little. The
 * length of its text would not tell: `{}` has two characters and takes thirty times as much.
 * @param value nested no deeper than tokens and answers may be
 */
export function heapWeight(value: unknown): number {
  if (typeof value === 'string') return TEXT_BYTES + 2 * value.length
  if (typeof value !== 'object' || value === null) return PLACE_BYTES
  if (Array.isArray(value)) {
    const elements: readonly unknown[] = value
    return elements.reduce<number>(
      (sum, each) => sum + PLACE_BYTES + heapWeight(each),
      OBJECT_BYTES,
    )
  }
  return Object.entries(value).reduce(
    (sum, [name, each]) => sum + MEMBER_BYTES + 2 * name.length + heapWeight(each),
    OBJECT_BYTES,
  )
}
