/** One member of a field like `"global-app-quota";r=900;t=60`. */
export interface NamedLimit {
  readonly name: string
  /** Whole numbers alone; other parameters are read and left out. */
  readonly numbers: Readonly<Record<string, number>>
}

const LENGTH_MAX = 1_000
const SPACE = '[ \\t]*'
// RFC 9651: a string, and parameters whose values are integers, strings, tokens or booleans.
const STRING = '"(?:[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\["\\\\])*"'
const VALUE = `-?\\d{1,15}(?:\\.\\d{1,3})?|${STRING}|[A-Za-z*][\\w!#$%&'*+.^\`|~:/-]*|\\?[01]`
const PARAMETER = `; *([a-z*][a-z0-9_.*-]*)(?:=(${VALUE}))?`
const MEMBER = new RegExp(`(${STRING})((?:${PARAMETER})*)`, 'y')
const EACH_PARAMETER = new RegExp(PARAMETER, 'g')
const NEXT = new RegExp(`${SPACE},${SPACE}`, 'y')
const WHOLE = /^\d{1,15}$/

/**
 * A list of strings with parameters, as structured fields write them (RFC 9651). Undefined for a field
 * that is anything else anywhere: half of it is not to be believed either.
 */
export function readNamedLimits(field: string): readonly NamedLimit[] | undefined {
  const text = field.trim()
  if (text === '' || text.length > LENGTH_MAX) return undefined
  const limits: NamedLimit[] = []
  let at = 0
  for (;;) {
    MEMBER.lastIndex = at
    const member = MEMBER.exec(text)
    if (member === null) return undefined
    limits.push({ name: unquoted(member[1] ?? ''), numbers: numbersIn(member[2] ?? '') })
    at = MEMBER.lastIndex
    if (at === text.length) return limits
    NEXT.lastIndex = at
    if (!NEXT.test(text)) return undefined
    at = NEXT.lastIndex
  }
}

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(["\\])/g, '$1')
}

// Of a parameter that stands twice the last counts, also when it is no whole number.
function numbersIn(parameters: string): Record<string, number> {
  const values = new Map<string, string>()
  for (const [, name = '', value = ''] of parameters.matchAll(EACH_PARAMETER)) {
    values.set(name, value)
  }
  const whole = [...values].filter(([, value]) => WHOLE.test(value))
  return Object.fromEntries(whole.map(([name, value]) => [name, Number(value)]))
}
