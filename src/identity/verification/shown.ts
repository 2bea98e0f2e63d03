const SHOWN_MAX = 100

/** A claim's value for a finding or a detail: as JSON, on one line, cut. */
export function shown(value: unknown): string {
  const text = textOf(value)
  return text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX).toWellFormed()}…`
}

/** Values for a finding, separated by commas; cut after a few. */
export function shownList(values: readonly unknown[]): string {
  const few = values.slice(0, 5).map(shown).join(', ')
  return values.length > 5 ? `${few} and ${values.length - 5} more` : few
}

function textOf(value: unknown): string {
  if (value === undefined) return 'missing'
  // JSON has no Infinity, which a number such as 1e999 becomes.
  return typeof value === 'number' ? String(value) : JSON.stringify(value)
}
