/** One `name = "text"` and what follows it; the quotes may be left out around a word. */
const clause = /\s*name\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))\s*(or\b|$)/iy

/** `*` stands for anything; names are compared without regard to case. */
function matcherOf(pattern: string): RegExp {
  const literal = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${literal.replaceAll('*', '.*')}$`, 'i')
}

/** Clauses on the name joined by `or`; undefined for anything else. An empty restriction fits all. */
export function readRestriction(text: string): ((name: string) => boolean) | undefined {
  if (text.trim() === '') return () => true
  const matchers: RegExp[] = []
  clause.lastIndex = 0
  for (let more = true; more;) {
    const found = clause.exec(text)
    const pattern = found?.[1]?.replaceAll(/\\(.)/g, '$1') ?? found?.[2]
    if (pattern === undefined) return undefined
    matchers.push(matcherOf(pattern))
    more = found?.[3] !== ''
  }
  return (name) => matchers.some((matcher) => matcher.test(name))
}
