const LENGTH_MAX = 128

/**
 * Whether a text can be an Atlassian account id: opaque, at most 128 characters by Atlassian's docs.
 * None has white space or invisible characters, which only come with a slip of copying.
 */
export function isAccountId(text: unknown): text is string {
  return typeof text === 'string' && text.length <= LENGTH_MAX && /^[^\p{C}\p{Z}]+$/u.test(text)
}
