const WRITTEN: Readonly<Record<string, string>> = {
  jql: 'JQL',
  id: 'ID',
  ids: 'IDs',
  ui: 'UI',
  url: 'URL',
  jira: 'Jira',
  atlassian: 'Atlassian',
  connect: 'Connect',
  forge: 'Forge',
  confluence: 'Confluence',
}

/** `getIssueTypeById` → `Get issue type by ID`: a plain name, in words of our own. */
export function titleOf(name: string): string {
  const words = name
    .replace(/^jQL/, 'Jql')
    .replace(/^uIM/, 'UiM')
    .replace(/(?<=[a-z])(Post|Deprecated)$/, '')
    .replace(/ID(?=s?$|[A-Z])/g, 'Id')
    .split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\s-]+/)
    .map((word) => WRITTEN[word.toLowerCase()] ?? word.toLowerCase())
  const [first = '', ...others] = words
  return [first.charAt(0).toUpperCase() + first.slice(1), ...others].join(' ')
}
