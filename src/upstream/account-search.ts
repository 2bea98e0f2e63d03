import { z } from 'zod'
import { Refusal } from '../lib/refusal.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { askProduct, parseReply, type QuestionDeps } from './product-question.ts'

/** `hidden`: somebody was found, and the product does not show whether the address is theirs. */
export type AccountsFound = 'hidden' | readonly { readonly accountId: string }[]

const RESULTS_MAX = 50

// People decide in their profile who sees their address; hidden, it is absent, null or empty.
const jiraUsers = z.array(
  z.object({
    accountId: z.string().min(1),
    accountType: z.string(),
    active: z.boolean(),
    emailAddress: z.string().nullish(),
  }),
)

/**
 * Active accounts of people, not of apps or portal customers, with exactly this address. Jira's search
 * (`GET /rest/api/3/user/search`) is one by beginnings of names and addresses, hidden ones included, so
 * its answer says who might be meant, and only an address that is shown says who is: anybody may call
 * themselves by somebody else's address.
 *
 * @throws Refusal `account/unknown` for Confluence, whose API finds nobody by address, and when more
 * accounts fit than are listed at once; `upstream/*` when the product gives no plain answer
 */
export async function findAccountsByEmail(
  deps: QuestionDeps,
  tenant: Tenant,
  email: string,
): Promise<AccountsFound> {
  if (tenant.product === 'confluence') {
    throw new Refusal('account/unknown', { detail: 'Confluence finds nobody by e-mail address' })
  }
  // An empty search finds everybody; half a character cannot be put into an address at all.
  if (!email.includes('@') || !email.isWellFormed()) return []
  const query = `query=${encodeURIComponent(email)}&maxResults=${String(RESULTS_MAX)}`
  const reply = await askProduct(deps, tenant, {
    method: 'GET',
    path: '/rest/api/3/user/search',
    query,
  })
  const listed = parseReply(jiraUsers, reply)
  // Those that follow could have the same address, or be the only ones that have it.
  if (listed.length >= RESULTS_MAX) {
    throw new Refusal('account/unknown', { detail: 'the search by e-mail address finds too many' })
  }
  const people = listed.filter((each) => each.accountType === 'atlassian' && each.active)
  const shown = people.filter((each) => isShown(each.emailAddress))
  const matching = shown.filter((each) => foldCase(each.emailAddress) === foldCase(email))
  if (matching.length === 0 && shown.length < people.length) return 'hidden'
  return matching.map(({ accountId }) => ({ accountId }))
}

function isShown(address: string | null | undefined): boolean {
  return address !== undefined && address !== null && address.trim() !== ''
}

// ASCII alone: `toLowerCase` takes the Kelvin sign for a k, and so one address for another.
function foldCase(text: string | null | undefined): string | undefined {
  return text?.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
