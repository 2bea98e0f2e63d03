import { z } from 'zod'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { withDeadline } from './deadline.ts'
import { UPSTREAM_LIMITS } from './limits.ts'
import { readJson } from './read-json.ts'
import { retryAfterSeconds } from './retry-after.ts'
import type { SiteClient } from './site-client.ts'
import type { SiteAnswer } from './site-request.ts'

/** What the product says about an account: `closed` is gone for good, or was never there. */
type AccountState = 'active' | 'inactive' | 'closed'

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

/** `none` stands for 404. */
type Reply = { readonly kind: 'none' } | { readonly kind: 'json'; readonly json: unknown }

const grantedPermissions = z.object({ globalPermissions: z.array(z.string()) })

const operations = z.object({
  operations: z.array(z.object({ operation: z.string(), targetType: z.string() })),
})

const jiraAccount = z.object({ active: z.boolean() })

// Confluence's older API leaves the status out, and then shows only accounts that are active.
const confluenceAccount = z.object({
  accountId: z.string(),
  accountStatus: z.enum(['active', 'inactive', 'closed']).default('active'),
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
      const query = `accountId=${encodeURIComponent(accountId)}`
      switch (tenant.product) {
        case 'jira': {
          const reply = await ask(tenant, { method: 'GET', path: '/rest/api/3/user', query })
          if (reply.kind === 'none') return 'closed'
          return parse(jiraAccount, reply).active ? 'active' : 'inactive'
        }
        case 'confluence': {
          const reply = await ask(tenant, { method: 'GET', path: '/rest/api/user', query })
          if (reply.kind === 'none') return 'closed'
          return parse(confluenceAccount, reply).accountStatus
        }
      }
    },
  }
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
    answer.body.discard()
    if (answer.status === 404) return { kind: 'none' }
    throw refusalFor(answer, clock)
  })
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
