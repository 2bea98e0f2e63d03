/** From the texts of a form to the values of a draft. */

/** What stands between separators, without blanks and empty entries. */
export function listOf(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

/** A whole number; what is none goes on as it is, for the parser to refuse. */
export function numberOf(text: string): number | string | undefined {
  const trimmed = text.trim()
  return /^\d{1,15}$/.test(trimmed) ? Number(trimmed) : orAbsent(trimmed)
}

/** What was left empty is left out. */
export function orAbsent(text: string): string | undefined {
  return text === '' ? undefined : text
}

/** Without the members that are left out. */
export function present(draft: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined))
}
