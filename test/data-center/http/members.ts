/** What stands at this place of a parsed body; undefined where the body has no such place. */
export function memberOf(value: unknown, ...names: readonly string[]): unknown {
  let at = value
  for (const name of names) {
    if (typeof at !== 'object' || at === null) return undefined
    at = Object.entries(at).find(([key]) => key === name)?.[1]
  }
  return at
}

/** The text at this place, or undefined where there is none or something else. */
export function textAt(value: unknown, ...names: readonly string[]): string | undefined {
  const found = memberOf(value, ...names)
  return typeof found === 'string' ? found : undefined
}

/** Undefined for what is not JSON. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}
