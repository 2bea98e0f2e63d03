import { html, json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'

export type RateLimitReason =
  | 'jira-burst-based'
  | 'jira-per-issue-on-write'
  | 'jira-quota-tenant-based'
  | 'jira-quota-global-based'
  | 'confluence-burst-based'
  | 'confluence-quota-tenant-based'
  | 'confluence-quota-global-based'

/** 429 with the headers that the products send along. */
export function rateLimited(reason: RateLimitReason, retryAfterSeconds = 1): Reply {
  const reset = new Date(Date.now() + retryAfterSeconds * 1000).toISOString()
  return json(
    429,
    { errorMessages: ['Rate limit exceeded.'], errors: {} },
    {
      'retry-after': String(retryAfterSeconds),
      'ratelimit-reason': reason,
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': reset,
      'x-ratelimit-nearlimit': 'true',
      'beta-ratelimit': `"${reason}";r=0;t=${retryAfterSeconds}`,
    },
  )
}

function edgePage(status: number, title: string): Reply {
  return html(
    status,
    `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
  )
}

/** What an edge in front of the product says when the product is not there: HTML, not JSON. */
export function badGateway(): Reply {
  return edgePage(502, '502 Bad Gateway')
}

export function unavailable(retryAfterSeconds?: number): Reply {
  const page = edgePage(503, 'Temporarily unavailable')
  if (retryAfterSeconds === undefined) return page
  return { ...page, headers: { ...page.headers, 'retry-after': String(retryAfterSeconds) } }
}

export function serverError(): Reply {
  return json(500, { errorMessages: ['Internal server error'], errors: {} })
}
