/** Brackets, names (captured), and other strings, which are only matched to be passed over. */
const PIECES = /("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}[\]]/gs

/**
 * A JSON object whose members all have different names, at every depth; `undefined` for anything
 * else. `JSON.parse` keeps the last of two equal names and other readers keep the first, which
 * would let one token say different things to the gate and to ACE.
 */
export function parseSingleJson(text: string): object | undefined {
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return repeatsAName(text) ? undefined : value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

// Runs on valid JSON only: there a string is a name exactly when a colon follows it.
function repeatsAName(text: string): boolean {
  const open: Set<string>[] = []
  for (const { 0: piece, 1: name } of text.matchAll(PIECES)) {
    if (piece === '{' || piece === '[') open.push(new Set())
    else if (piece === '}' || piece === ']') open.pop()
    else if (name !== undefined) {
      const decoded = String(JSON.parse(name))
      const names = open.at(-1)
      if (names?.has(decoded) === true) return true
      names?.add(decoded)
    }
  }
  return false
}
