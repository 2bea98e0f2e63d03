/**
 * Whether a text fits a pattern as a whole: `*` is any run of characters but `/`, `**` any run at all,
 * everything else itself. Written out rather than turned into a regular expression: patterns come from
 * admins and texts from callers, and this passes over the text a few times at most, whatever they are.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  return globMatcher(pattern)(text)
}

/** The same for many texts: the pattern is taken apart once, and only when a text needs it. */
export function globMatcher(pattern: string): (text: string) => boolean {
  const first = pattern.indexOf('*')
  if (first < 0) return (text) => text === pattern
  const [head, tail] = [pattern.slice(0, first), pattern.slice(pattern.lastIndexOf('*') + 1)]
  let blocks: readonly Block[] | undefined
  return (text) => {
    // Most texts that do not fit differ here already.
    if (!text.startsWith(head) || !text.endsWith(tail)) return false
    blocks ??= blocksOf(pattern)
    let from = 0
    for (const block of blocks) {
      from = endOf(block, text, from)
      if (from < 0) return false
    }
    return true
  }
}

/** What stands between two `**`: literals with a `*` between each and the next. */
interface Block {
  readonly literals: readonly string[]
  /** Stands where the text begins. */
  readonly isFirst: boolean
  /** Ends where the text ends. */
  readonly isLast: boolean
}

function blocksOf(pattern: string): Block[] {
  return pattern.split(/\*{2,}/).map((block, index, { length }) => ({
    literals: block.split('*'),
    isFirst: index === 0,
    isLast: index === length - 1,
  }))
}

/**
 * Where the block ends that begins at `from` or, unless it is the first, later; as early as it can,
 * since what follows then has the most to choose from; -1 for nowhere. Searches only go forward, so
 * that all of them together pass over the text once for each literal.
 */
function endOf({ literals, isFirst, isLast }: Block, text: string, from: number): number {
  const found: number[] = []
  const placeOf = (index: number, at: number): number => {
    const literal = literals[index] ?? ''
    if (isLast && index === literals.length - 1) {
      const only = text.length - literal.length
      return only >= at && text.endsWith(literal) ? only : -1
    }
    const before = found[index] ?? -1
    return before >= at ? before : (found[index] = text.indexOf(literal, at))
  }

  for (let start = from; ;) {
    const place = placeOf(0, start)
    if (place < 0 || (isFirst && place !== from)) return -1
    const length = literals[0]?.length ?? 0
    const end = restFrom(place + length, literals, text, placeOf)
    if (end !== 'slash') return end
    // From anywhere before this slash, the search would end at the same one.
    start = Math.max(place + 1, text.indexOf('/', place + length) + 1 - length)
  }
}

/** The end of the last literal; -1 where one is nowhere, `slash` where a `*` would have to cross one. */
function restFrom(
  from: number,
  literals: readonly string[],
  text: string,
  placeOf: (index: number, at: number) => number,
): number | 'slash' {
  let end = from
  for (let index = 1; index < literals.length; index += 1) {
    const place = placeOf(index, end)
    if (place < 0) return -1
    const slash = text.indexOf('/', end)
    if (slash >= 0 && slash < place) return 'slash'
    end = place + (literals[index]?.length ?? 0)
  }
  return end
}
