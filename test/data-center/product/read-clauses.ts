/** One condition of a search. */
export interface Clause {
  readonly field: string
  readonly operator: '=' | '~'
  readonly value: string
}

const clause = /\s*(\w+)\s*(=|~)\s*(?:"([^"]*)"|([^\s"]+))\s*(and\b|$)/iy

/** Conditions joined by `and`, with any order left out; undefined for what the stand-in cannot read. */
export function readClauses(text: string): readonly Clause[] | undefined {
  const conditions = text.replace(/\s*\border\s+by\b.*$/i, '')
  if (conditions.trim() === '') return []
  const clauses: Clause[] = []
  clause.lastIndex = 0
  for (let more = true; more;) {
    const found = clause.exec(conditions)
    const value = found?.[3] ?? found?.[4]
    if (found?.[1] === undefined || value === undefined) return undefined
    clauses.push({ field: found[1], operator: found[2] === '~' ? '~' : '=', value })
    more = found[5] !== ''
  }
  return clauses
}

/** Whether these fields meet all clauses; a field that is not there meets none. */
export function meets(
  clauses: readonly Clause[],
  fields: Readonly<Record<string, string>>,
): boolean {
  return clauses.every(({ field, operator, value }) => {
    const own = fields[field]?.toLowerCase()
    const sought = value.toLowerCase()
    return operator === '=' ? own === sought : (own?.includes(sought) ?? false)
  })
}
