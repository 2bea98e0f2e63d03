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

export interface QuestionDeps {
  readonly siteClient: Pick<SiteClient, 'send'>
  readonly clock: Clock
}

export interface Question {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query?: string
  readonly json?: unknown
}

/** `none` stands for a 404 in Jira's own words. */
export type Reply = { readonly kind: 'none' } | { readonly kind: 'json'; readonly json: unknown }

// What every error of Jira's REST API looks like (Atlassian's description of `ErrorCollection`).
const jiraError = z.object({ errorMessages: z.array(z.string()) })

/**
 * Asks the product something of our own, as the app; bounded in time and size.
 * @throws Refusal `upstream/*` whenever the product does not answer plainly
 */
export async function askProduct(
  { siteClient, clock }: QuestionDeps,
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
      headers: [
        ...['accept', 'application/json', 'user-agent', 'gatehouse'],
        ...(body === undefined ? [] : ['content-type', 'application/json']),
      ],
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

/** @throws Refusal `upstream/broken-answer` for a reply of another shape */
export function parseReply<T>(schema: z.ZodType<T>, reply: Reply): T {
  const parsed = schema.safeParse(reply.kind === 'json' ? reply.json : undefined)
  if (parsed.success) return parsed.data
  const detail = 'the product answered without what was asked for'
  throw new Refusal('upstream/broken-answer', { detail, cause: parsed.error })
}
