import { z } from 'zod'
import { ApiFailure } from '../api/api-call.ts'
import type { ApiCall, ApiRoute } from '../api/api-call.ts'
import { readJson } from '../api/read-json.ts'
import { json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import { issueJson } from './issue-json.ts'
import type { ApiVersion } from './issue-json.ts'
import { mayBrowse } from './jira-permissions.ts'
import { readJql } from './jql.ts'

const searchSchema = z.looseObject({
  jql: z.string().optional(),
  maxResults: z.int().optional(),
  nextPageToken: z.string().nullable().optional(),
  fields: z.array(z.string()).optional(),
})
type Search = z.infer<typeof searchSchema>

function searchOfQuery({ query }: ApiCall): Search {
  const fields = query.getAll('fields').flatMap((value) => value.split(','))
  const maxResults = query.get('maxResults')
  return {
    jql: query.get('jql') ?? undefined,
    nextPageToken: query.get('nextPageToken'),
    ...(maxResults === null ? {} : { maxResults: Number(maxResults) }),
    ...(fields.length > 0 ? { fields } : {}),
  }
}

function startOf(token: string | null | undefined): number {
  if (token === undefined || token === null || token === '') return 0
  const [, start] = /^from-(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? []
  if (start === undefined) throw new ApiFailure(400, 'The provided next page token is invalid.')
  return Number(start)
}

function answer(call: ApiCall, search: Search, version: ApiVersion): Reply {
  const { maxResults = 50, fields = ['id'] } = search
  if (!Number.isInteger(maxResults) || maxResults < 1 || maxResults > 5000) {
    throw new ApiFailure(400, "The value of 'maxResults' must be between 1 and 5000.")
  }
  const test = readJql(search.jql ?? '', call.account?.accountId)
  const found = call.site.jira.issues.filter(
    (issue) => mayBrowse(call.site, call.account, issue.project) && test(issue),
  )
  const start = startOf(search.nextPageToken)
  const end = start + maxResults
  const issues = found.slice(start, end).map((issue) => issueJson(call, issue, version, fields))
  if (end >= found.length) return json(200, { issues, isLast: true })
  const nextPageToken = Buffer.from(`from-${end}`).toString('base64url')
  return json(200, { issues, isLast: false, nextPageToken })
}

function removed(): never {
  throw new ApiFailure(
    410,
    'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.',
  )
}

/** The search of today, and the one that is gone. */
export function searchRoutes(version: ApiVersion): readonly ApiRoute[] {
  const path = `/rest/api/${version}/search`
  return [
    {
      method: 'GET',
      path: `${path}/jql`,
      login: 'anyone',
      handle: (call) => answer(call, searchOfQuery(call), version),
    },
    {
      method: 'POST',
      path: `${path}/jql`,
      login: 'anyone',
      scope: 'READ',
      handle: async (call) => answer(call, await readJson(call, searchSchema), version),
    },
    { method: 'GET', path, login: 'anyone', handle: removed },
    { method: 'POST', path, login: 'anyone', scope: 'READ', handle: removed },
  ]
}
