import { z } from 'zod'
import type { Tenant } from '../tenants/tenant.ts'
import { askProduct, parseReply, type QuestionDeps } from './product-question.ts'

/** A group as the product names it; its id stays when it is renamed. */
export interface FoundGroup {
  readonly groupId: string
  readonly name: string
}

const RESULTS_MAX = 20
/** No group has a longer name. */
const QUERY_LENGTH_MAX = 255

const text = z.string().min(1)
const jiraFound = z.object({ groups: z.array(z.object({ groupId: text, name: text })) })
const confluenceFound = z.object({ results: z.array(z.object({ id: text, name: text })) })

/**
 * Groups whose names have the text in them, for somebody to pick from; a few. Jira's
 * `GET /rest/api/3/groups/picker` shows to an app without the global permission *Browse users and
 * groups* only the group with exactly this name; Confluence's is `GET /rest/api/group/picker`. Both
 * need the scope READ.
 *
 * @throws Refusal `upstream/*` when the product gives no plain answer
 */
export async function searchGroups(
  deps: QuestionDeps,
  tenant: Tenant,
  query: string,
): Promise<readonly FoundGroup[]> {
  const sought = query.trim()
  // Nothing sought would list some groups as though they were meant; half a character cannot be sent.
  if (sought === '' || sought.length > QUERY_LENGTH_MAX || !sought.isWellFormed()) return []
  const found = await ask(deps, tenant, encodeURIComponent(sought))
  return found.slice(0, RESULTS_MAX)
}

async function ask(
  deps: QuestionDeps,
  tenant: Tenant,
  sought: string,
): Promise<readonly FoundGroup[]> {
  switch (tenant.product) {
    case 'jira': {
      const query = `query=${sought}&maxResults=${RESULTS_MAX}&caseInsensitive=true`
      const path = '/rest/api/3/groups/picker'
      const reply = await askProduct(deps, tenant, { method: 'GET', path, query })
      return parseReply(jiraFound, reply).groups.map(({ groupId, name }) => ({ groupId, name }))
    }
    case 'confluence': {
      const query = `query=${sought}&limit=${RESULTS_MAX}`
      const path = '/rest/api/group/picker'
      const reply = await askProduct(deps, tenant, { method: 'GET', path, query })
      return parseReply(confluenceFound, reply).results.map(({ id, name }) => ({
        groupId: id,
        name,
      }))
    }
  }
}
