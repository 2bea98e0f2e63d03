import type { StoredFile } from '../media-server/media-store.ts'

export interface Project {
  readonly id: string
  readonly key: string
  readonly name: string
  /** Only administrators may see it. */
  readonly isSecret: boolean
}

export interface Comment {
  readonly id: string
  readonly authorId: string
  readonly body: unknown
  readonly created: string
}

export interface Attachment {
  readonly id: string
  readonly authorId: string
  readonly file: StoredFile
  readonly created: string
}

export interface Issue {
  readonly id: string
  readonly key: string
  readonly project: Project
  readonly created: string
  updated: string
  reporterId: string
  /** Fields as they were given; a description is text or an Atlassian document. */
  readonly fields: Map<string, unknown>
  readonly comments: Comment[]
  readonly attachments: Attachment[]
}

/** The Jira of one site, in memory. */
export interface JiraStore {
  readonly projects: readonly Project[]
  readonly issues: Issue[]
  nextId(): string
  /** The next free key number of the project. */
  nextNumber(projectKey: string): number
}

const projects: readonly Project[] = [
  { id: '10000', key: 'PROJ', name: 'Project', isSecret: false },
  { id: '10001', key: 'SECRET', name: 'Secret project', isSecret: true },
]

function firstIssue(project: Project, id: string, reporterId: string, summary: string): Issue {
  const created = '2026-01-05T09:00:00.000+0000'
  const fields = new Map<string, unknown>([['summary', summary]])
  const list = { comments: [], attachments: [] }
  return {
    id,
    key: `${project.key}-1`,
    project,
    created,
    updated: created,
    reporterId,
    fields,
    ...list,
  }
}

/** Two projects with one issue each. */
export function createJiraStore(adminId: string): JiraStore {
  let lastId = 10100
  const numbers = new Map(projects.map(({ key }) => [key, 1]))
  return {
    projects,
    issues: projects.map((project, index) =>
      firstIssue(project, String(10001 + index), adminId, `First issue of ${project.name}`),
    ),
    nextId: () => String(++lastId),
    nextNumber(projectKey) {
      const next = (numbers.get(projectKey) ?? 0) + 1
      numbers.set(projectKey, next)
      return next
    },
  }
}
