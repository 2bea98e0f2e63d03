export const NO_MOMENT = 'Must be a time, as 2026-11-22T10:00Z has it, or milliseconds since 1970.'

/**
 * A moment as fields of a browser and programs write it. A time without a zone is of UTC, as all times of
 * the log are.
 * @returns milliseconds since the epoch; undefined for what is none
 */
export function momentIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,15}$/.test(text)) return Number(text)
  const [, day, time = '00:00'] =
    /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?))?Z?$/.exec(text) ?? []
  const moment = day === undefined ? Number.NaN : Date.parse(`${day}T${time}Z`)
  return Number.isNaN(moment) ? undefined : Math.max(0, moment)
}
