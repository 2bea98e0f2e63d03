/** Looking into an input of which nothing is known yet. */

/** The member of this name, `undefined` where there is none; never one that every object has. */
export function memberOf(input: unknown, name: string): unknown {
  if (typeof input !== 'object' || input === null) return undefined
  return Object.getOwnPropertyDescriptor(input, name)?.value
}

/** A copy with another value for a member; what has no members stays as it is. */
export function withMember(input: unknown, name: string, value: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input
  return { ...input, [name]: value }
}

/** Deeper than anything that a provider has: below, all is refused in any case. */
const LEVELS_MAX = 30

/**
 * A copy without members that are undefined. JSON has none; what a form makes may, and the same provider
 * would not equal itself after it was stored.
 */
export function withoutAbsent(input: unknown, levels = LEVELS_MAX): unknown {
  if (typeof input !== 'object' || input === null || levels === 0) return input
  if (Array.isArray(input)) return input.map((each) => withoutAbsent(each, levels - 1))
  if (Object.getPrototypeOf(input) !== Object.prototype) return input
  const present = Object.entries(input).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    present.map(([name, value]) => [name, withoutAbsent(value, levels - 1)]),
  )
}
