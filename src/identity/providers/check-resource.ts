const LENGTH_MAX = 200
const WILDCARDS_MAX = 5

/** What is wrong with a pattern (`lib/glob.ts`), as a sentence; `undefined`: nothing is. */
export function globFault(glob: string): string | undefined {
  if (glob === '') return 'An empty pattern fits nothing of use.'
  if (glob.length > LENGTH_MAX) return `Use at most ${LENGTH_MAX} characters.`
  // Each wildcard multiplies the work that a long text from a caller can cause.
  if ((glob.match(/\*+/g)?.length ?? 0) > WILDCARDS_MAX) {
    return `Use at most ${WILDCARDS_MAX} wildcards in a pattern.`
  }
  return undefined
}

/**
 * What is wrong with a pattern over paths. It is compared with paths in the one form that the gateway
 * lets through, so a pattern in any other form would silently grant nothing.
 */
export function resourceFault(glob: string, product: 'jira' | 'confluence'): string | undefined {
  if (!glob.startsWith('/')) return 'Must begin with /, such as /rest/api/3/issue/**.'
  if (/[?#]/.test(glob)) return 'Only the path counts; leave out ? and # and what follows.'
  if (/%(?:2f|5c)/i.test(glob)) return 'No path with an escaped slash or backslash is served.'
  if (/\/\.{1,2}(?:\/|$)|\/\//.test(glob)) return 'No path with empty or dot segments is served.'
  if (!/^(?:[A-Za-z0-9\-._~!$&'()*+,=:@/]|%[0-9A-Fa-f]{2})*$/.test(glob)) {
    return 'Has a character that no served path has; percent-encode what is not ASCII.'
  }
  if (product === 'confluence' && /^\/wiki(?:\/|$)/.test(glob)) {
    return 'Leave out /wiki: paths are those below the product’s base URL.'
  }
  return globFault(glob)
}
