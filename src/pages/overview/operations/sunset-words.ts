import { lazily } from '../../../lib/lazily.ts'

const day = lazily(() => new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }))

/**
 * Until when an operation is there, of what its answers said (`deprecation=…; sunset=…`). The dates are the
 * product's words, so what is no date is left out.
 */
export function goesAwayWords(deprecation: string | undefined): string {
  if (deprecation === undefined) return 'Announced, without a date in its answers'
  const sunset = dayIn(/\bsunset=([^;]+)/.exec(deprecation)?.[1])
  const since = dayIn(/\bdeprecation=([^;]+)/.exec(deprecation)?.[1])
  if (sunset !== undefined) return `Until ${sunset}`
  return since === undefined ? 'Said by its answers' : `Deprecated since ${since}`
}

// RFC 9745 writes seconds as `@1688169599`; older answers and RFC 8594 a date in words.
function dayIn(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const seconds = /^@(\d{1,11})$/.exec(text.trim())?.[1]
  const moment = seconds === undefined ? Date.parse(text) : Number(seconds) * 1_000
  return Number.isNaN(moment) ? undefined : day().format(moment)
}
