export interface Issue {
  readonly id: string
  readonly key: string
  readonly reporter: string
  /** As written, beside what the stand-in sets itself. */
  fields: Readonly<Record<string, unknown>>
}

/** The issues of one Jira, in memory. */
export interface IssueStore {
  readonly project: { readonly id: string; readonly key: string; readonly name: string }
  readonly issues: Map<string, Issue>
  add(reporter: string, fields: Readonly<Record<string, unknown>>): Issue
}

/** The project `PROJ` with one issue. */
export function createIssueStore(): IssueStore {
  const issues = new Map<string, Issue>()
  let count = 0
  const store: IssueStore = {
    project: { id: '10000', key: 'PROJ', name: 'Project' },
    issues,
    add(reporter, fields) {
      count += 1
      const issue = { id: String(10_000 + count), key: `PROJ-${count}`, reporter, fields }
      issues.set(issue.key, issue)
      return issue
    },
  }
  store.add('admin', { summary: 'First issue', issuetype: { name: 'Task' } })
  return store
}
