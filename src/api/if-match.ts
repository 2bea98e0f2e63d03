import { Refusal } from '../lib/refusal.ts'

/**
 * The version that a change is based on (RFC 9110 §13.1.1). `*` would fit any version, and so would
 * not do what the header is demanded for.
 * @throws Refusal `policy/no-precondition`, `request/malformed` for what is not one of our entity tags
 */
export function versionIn(ifMatch: string | undefined): number {
  const wanted = ifMatch?.trim() ?? ''
  if (wanted === '' || wanted === '*') throw new Refusal('policy/no-precondition')
  const digits = /^"(\d{1,15})"$/.exec(wanted)?.[1]
  if (digits === undefined) {
    throw new Refusal('request/malformed', { detail: 'If-Match is not one version in quotes' })
  }
  return Number(digits)
}
