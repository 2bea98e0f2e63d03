import type { WireAnswer } from './wire.ts'

const LENGTH_MAX = 200

/**
 * What the product says of an operation that it is to take away: `Deprecation` (RFC 9745: since when)
 * and `Sunset` (RFC 8594: until when), in one line. Undefined where it says neither.
 */
export function deprecationOf(answer: Pick<WireAnswer, 'header'>): string | undefined {
  const since = plain(answer.header('deprecation'))
  const until = plain(answer.header('sunset'))
  if (since === undefined && until === undefined) return undefined
  const said = [
    since === undefined ? '' : `deprecation=${since}`,
    until === undefined ? '' : `sunset=${until}`,
  ]
  return said.filter((each) => each !== '').join('; ')
}

// Shown to admins later, so nothing in it may be more than a line of text.
function plain(value: string | undefined): string | undefined {
  const text = value?.replace(/[^\x20-\x7e]/g, '').trim()
  return text === undefined || text === '' ? undefined : text.slice(0, LENGTH_MAX / 2 - 20)
}
