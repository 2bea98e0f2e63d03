import { z } from 'zod'
import { Refusal } from '../lib/refusal.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { askProduct, parseReply, type QuestionDeps } from './product-question.ts'

/** Groups of one account. Who has more is refused: a part of them would pass for all. */
const GROUPS_MAX = 1_000
/** What is asked for at once; Confluence may give fewer ("may be restricted by fixed system limits"). */
const PAGE_GROUPS = 200
/** Enough for `GROUPS_MAX` in pages of 25, Confluence's own size. */
const PAGES_MAX = 40

// Names change and are given to other groups, ids stay (Atlassian's description of `GroupName`).
const jiraGroups = z.array(z.object({ groupId: z.string().min(1) }))

const confluencePage = z.object({
  results: z.array(z.object({ id: z.string().min(1) })),
  limit: z.int().positive(),
  _links: z.object({ next: z.string().optional() }).optional(),
})

/**
 * Ids of all groups that an account is in: Jira's `GET /rest/api/3/user/groups` (all at once; needs the
 * global permission *Browse users and groups*), Confluence's `GET /rest/api/user/memberof` (in pages).
 * The scope READ is enough for both. An account that Jira does not know has none; Confluence's 404 says
 * as well that the app may not look, so it is no answer.
 *
 * @throws Refusal `upstream/*` whenever the product does not tell all of them plainly: never a guess
 */
export async function accountGroups(
  deps: QuestionDeps,
  tenant: Tenant,
  accountId: string,
): Promise<readonly string[]> {
  switch (tenant.product) {
    case 'jira':
      return await groupsInJira(deps, tenant, accountId)
    case 'confluence':
      return await groupsInConfluence(deps, tenant, accountId)
  }
}

async function groupsInJira(
  deps: QuestionDeps,
  tenant: Tenant,
  accountId: string,
): Promise<readonly string[]> {
  const query = `accountId=${encodeURIComponent(accountId)}`
  const path = '/rest/api/3/user/groups'
  const reply = await askProduct(deps, tenant, { method: 'GET', path, query })
  if (reply.kind === 'none') return []
  const groups = parseReply(jiraGroups, reply)
  if (groups.length > GROUPS_MAX) throw tooMany()
  return groups.map(({ groupId }) => groupId)
}

async function groupsInConfluence(
  deps: QuestionDeps,
  tenant: Tenant,
  accountId: string,
): Promise<readonly string[]> {
  const found = new Set<string>()
  let start = 0
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const { results, limit, _links } = await readPage(deps, tenant, accountId, start)
    const known = found.size
    for (const { id } of results) found.add(id)
    if (found.size > GROUPS_MAX) throw tooMany()
    // Confluence's lists about groups lacked `next` once (CONFCLOUD-66469): a full page is not the last.
    if (_links?.next === undefined && results.length < limit) return [...found]
    // And repeated their first page for ever (CONFCLOUD-56322), so that the rest was never told.
    if (found.size === known) throw broken('a page of groups has nothing new')
    start += results.length
  }
  throw tooMany()
}

async function readPage(deps: QuestionDeps, tenant: Tenant, accountId: string, start: number) {
  const query = `accountId=${encodeURIComponent(accountId)}&start=${start}&limit=${PAGE_GROUPS}`
  const path = '/rest/api/user/memberof'
  const reply = await askProduct(deps, tenant, { method: 'GET', path, query })
  return parseReply(confluencePage, reply)
}

function tooMany(): Refusal {
  return broken(`the account is in more than ${GROUPS_MAX} groups`)
}

function broken(detail: string): Refusal {
  return new Refusal('upstream/broken-answer', { detail })
}
