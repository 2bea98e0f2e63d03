import { isAccountId } from '../identity/account-id.ts'

/** What is wrong with an address that no account id was found in. */
export const ADDRESS_FAULT = 'This is an address; enter the id at its end.'

/**
 * The account id of what somebody pasted: of the address of a profile, its last part. What is no
 * address stays as it is, and so does one that has no id there.
 */
export function accountIdFrom(text: string): string {
  if (!isAddress(text)) return text
  const path = text.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/s, '')
  const last = decoded(path.slice(path.lastIndexOf('/') + 1))
  // Every account id has a digit, and no word that an address could end with instead.
  return isAccountId(last) && /\d/.test(last) ? last : text
}

export function isAddress(text: string): boolean {
  return text.includes('/')
}

// Some browsers copy the colon in an id as %3A; a lone % is no encoding at all.
function decoded(part: string): string {
  return /%(?!3a)/i.test(part) ? part : decodeURIComponent(part)
}
