import { z } from 'zod'
import type { AccountState } from '../identity/account-state.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { withDeadline } from './deadline.ts'
import { UPSTREAM_LIMITS } from './limits.ts'
import { readJson } from './read-json.ts'
import { retryAfterSeconds } from './retry-after.ts'
import type { SiteClient } from './site-client.ts'
import type { SiteAnswer } from './site-request.ts'

/** Questions that we ask the product ourselves, as the app. All are bounded in time and size. */
export interface ProductApi {
  /** @throws Refusal `upstream/*` whenever the product does not answer plainly: never a guess */
  isProductAdmin(tenant: Tenant, accountId: string): Promise<boolean>
  /** @throws Refusal `upstream/*` whenever the product does not answer plainly: never a guess */
  readAccountState(tenant: Tenant, accountId: string): Promise<AccountState>
}

export interface ProductApiDeps {
  readonly siteClient: Pick<SiteClient, 'send'>
  readonly clock: Clock
}

interface Question {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query?: string
  readonly json?: unknown
}

/** `none` stands for a 404 in Jira's own words. */
type Reply = { readonly kind: 'none' } | { readonly kind: 'json'; readonly json: unknown }

const grantedPermissions = z.object({ globalPermissions: z.array(z.string()) })

const operations = z.object({
  operations: z.array(z.object({ operation: z.string(), targetType: z.string() })),
})

const jiraAccount = z.object({ active: z.boolean() })

// What every error of Jira's REST API looks like (Atlassian's description of `ErrorCollection`).
const jiraError = z.object({ errorMessages: z.array(z.string()) })

// Confluence's first API does not say whether an account is active; the look-up of version 2 does,
// and leaves out whom it does not know (Atlassian's description of `POST /users-bulk`).
const confluenceAccounts = z.object({
  results: z.array(z.object({ accountId: z.string(), accountStatus: z.string() })),
})

export function createProductApi(deps: ProductApiDeps): ProductApi {
  const ask = (tenant: Tenant, question: Question) => askProduct(deps, tenant, question)

  return {
    async isProductAdmin(tenant, accountId) {
      switch (tenant.product) {
        case 'jira': {
          const json = { accountId, globalPermissions: ['ADMINISTER'] }
          const path = '/rest/api/3/permissions/check'
          const reply = await ask(tenant, { method: 'POST', path, json })
          const { globalPermissions } = parse(grantedPermissions, reply)
          return globalPermissions.includes('ADMINISTER')
        }
        case 'confluence': {
          const query = `accountId=${encodeURIComponent(accountId)}&expand=operations`
          const reply = await ask(tenant, { method: 'GET', path: '/rest/api/user', query })
          return parse(operations, reply).operations.some(
            (each) => each.operation === 'administer' && each.targetType === 'application',
          )
        }
      }
    },
    async readAccountState(tenant, accountId) {
      switch (tenant.product) {
        case 'jira': {
          const query = `accountId=${encodeURIComponent(accountId)}`
          const reply = await ask(tenant, { method: 'GET', path: '/rest/api/3/user', query })
          if (reply.kind === 'none') return 'closed'
          return parse(jiraAccount, reply).active ? 'active' : 'inactive'
        }
        case 'confluence': {
          const json = { accountIds: [accountId] }
          const reply = await ask(tenant, { method: 'POST', path: '/api/v2/users-bulk', json })
          const { results } = parse(confluenceAccounts, reply)
          return stateIn(results.find((each) => each.accountId === accountId)?.accountStatus)
        }
      }
    },
  }
}

// `unknown` and words of the future count as inactive: only a plain "active" keeps tokens alive.
function stateIn(accountStatus: string | undefined): AccountState {
  if (accountStatus === 'active') return 'active'
  return accountStatus === undefined || accountStatus === 'closed' ? 'closed' : 'inactive'
}

async function askProduct(
  { siteClient, clock }: ProductApiDeps,
  tenant: Tenant,
  question: Question,
): Promise<Reply> {
  const body = question.json === undefined ? undefined : Buffer.from(JSON.stringify(question.json))
  return await withDeadline(UPSTREAM_LIMITS.exchangeMs, async (signal) => {
    const answer = await siteClient.send({
      tenant,
      actsAs: { kind: 'app' },
      needs: 'READ',
      method: question.method,
      path: question.path,
      query: question.query ?? '',
      headers: {
        accept: 'application/json',
        'user-agent': 'gatehouse',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      redirects: 'manual',
      signal,
      ...(body === undefined ? {} : { body }),
    })
    if (answer.status === 200) {
      const json = await readJson(answer.body, UPSTREAM_LIMITS.productAnswerBytesMax)
      return { kind: 'json', json }
    }
    if (answer.status === 404 && (await isJiraError(answer))) return { kind: 'none' }
    answer.body.discard()
    throw refusalFor(answer, clock)
  })
}

// A 404 of whatever stands in front of Jira (a page, another JSON) says nothing about an account:
// taken for one, an outage would revoke the tokens of people who are active.
async function isJiraError(answer: SiteAnswer): Promise<boolean> {
  const json = await readJson(answer.body, UPSTREAM_LIMITS.productAnswerBytesMax)
  return jiraError.safeParse(json).success
}

function refusalFor(answer: SiteAnswer, clock: Clock): Refusal {
  const detail = `the product answered ${String(answer.status)} to a question of ours`
  if (answer.status === 403) return new Refusal('upstream/app-refused', { detail })
  if (answer.status === 429 || answer.status === 503) {
    const at = answer.rawHeaders.findIndex((each) => each.toLowerCase() === 'retry-after')
    const seconds = at < 0 ? undefined : retryAfterSeconds(answer.rawHeaders[at + 1], clock)
    const facts = seconds === undefined ? { detail } : { detail, retryAfterSeconds: seconds }
    return new Refusal('upstream/busy', facts)
  }
  return new Refusal('upstream/broken-answer', { detail })
}

function parse<T>(schema: z.ZodType<T>, reply: Reply): T {
  const parsed = schema.safeParse(reply.kind === 'json' ? reply.json : undefined)
  if (parsed.success) return parsed.data
  const detail = 'the product answered without what was asked for'
  throw new Refusal('upstream/broken-answer', { detail, cause: parsed.error })
}
