import { ApiFailure } from '../api/api-call.ts'
import type { Issue } from './jira-store.ts'

type Test = (issue: Issue) => boolean

const clausePattern = /^([A-Za-z]+)\s*(=|!=|~|>=|<=|>|<|\bin\b|\bnot in\b)\s*(.+)$/i

function unquoted(text: string): string {
  return text.trim().replace(/^"(.*)"$|^'(.*)'$/s, '$1$2')
}

function listOf(operator: string, text: string): readonly string[] {
  if (!/in$/i.test(operator)) return [unquoted(text)]
  return text
    .trim()
    .replace(/^\(|\)$/g, '')
    .split(',')
    .map(unquoted)
}

function valuesOf(issue: Issue, field: string): readonly string[] | undefined {
  const assignee = issue.fields.get('assignee')
  const assigneeId =
    typeof assignee === 'object' && assignee !== null && 'accountId' in assignee
      ? String(assignee.accountId)
      : ''
  const labels = issue.fields.get('labels')
  const known: Readonly<Record<string, readonly string[]>> = {
    project: [issue.project.key, issue.project.id, issue.project.name],
    key: [issue.key],
    issuekey: [issue.key],
    id: [issue.id],
    summary: [String(issue.fields.get('summary'))],
    text: [String(issue.fields.get('summary')), JSON.stringify(issue.fields.get('description'))],
    reporter: [issue.reporterId],
    creator: [issue.reporterId],
    assignee: [assigneeId],
    labels: Array.isArray(labels) ? labels.map(String) : [],
    status: ['To Do'],
    created: [issue.created],
    updated: [issue.updated],
  }
  return known[field]
}

function clauseTest(clause: string, accountId: string | undefined): Test {
  const [, name = '', operator = '', rest = ''] = clausePattern.exec(clause.trim()) ?? []
  if (name === '') throw new ApiFailure(400, `Error in the JQL Query: '${clause.trim()}'.`)
  const field = name.toLowerCase()
  const wanted = listOf(operator, rest).map((value) =>
    value === 'currentUser()' ? (accountId ?? '') : value.toLowerCase(),
  )
  return (issue) => {
    const values = valuesOf(issue, field)?.map((value) => value.toLowerCase())
    if (values === undefined) {
      throw new ApiFailure(
        400,
        `Field '${name}' does not exist or you do not have permission to view it.`,
      )
    }
    // Relative dates are not worked out: every issue of the stand-in is young enough.
    if (/[<>]/.test(operator)) return true
    if (operator === '~')
      return wanted.every((want) => values.some((value) => value.includes(want)))
    const hit = wanted.some((want) => values.includes(want))
    return /^(!=|not in)$/i.test(operator) ? !hit : hit
  }
}

/** A test for the small part of JQL that clients use here: clauses joined by AND, then an order. */
export function readJql(jql: string, accountId: string | undefined): Test {
  const [where = ''] = jql.split(/\border\s+by\b/i)
  if (where.trim() === '') {
    throw new ApiFailure(
      400,
      'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.',
    )
  }
  const tests = where.split(/\s+and\s+/i).map((clause) => clauseTest(clause, accountId))
  return (issue) => tests.every((test) => test(issue))
}
