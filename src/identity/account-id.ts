/**
 * Whether a text can be an Atlassian account id: at most 128 characters by Atlassian's docs, and of
 * letters, digits, `:`, `-` and `_` in all forms that were ever seen (`5b10a…`, `557058:…`, `qm:…:…`).
 * So the address of a profile, or a name, is none.
 */
export function isAccountId(text: unknown): text is string {
  return typeof text === 'string' && /^[A-Za-z0-9:_-]{1,128}$/.test(text)
}
