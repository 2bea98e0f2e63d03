/** Whether a caller is in one of the groups. */
export function isInAny(wanted: ReadonlySet<string>, groups: ReadonlySet<string>): boolean {
  for (const group of groups) if (wanted.has(group)) return true
  return false
}
