import type { Issue, IssueStore } from './issue-store.ts'

/** A user as Data Center names them: by user name, not by account id. */
export function userJson(name: string): Record<string, unknown> {
  const emailAddress = `${name}@example.com`
  return { key: `key-of-${name}`, name, emailAddress, displayName: name, active: true }
}

export function issueJson(
  { project }: IssueStore,
  baseUrl: string,
  { id, key, reporter, fields }: Issue,
): Record<string, unknown> {
  const self = `${baseUrl}/rest/api/2/issue/${id}`
  return { id, key, self, fields: { ...fields, project, reporter: userJson(reporter) } }
}
