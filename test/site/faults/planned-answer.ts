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

/** For a caller outside of the organisation's IP allowlist, as Atlassian's support page shows it. */
export function ipNotAllowed(): Reply {
  const says =
    'The IP address has been rejected because it is not on the allowed list. See your admin for more information.'
  return json(403, { errorMessages: [says], errors: {} })
}

/** A site whose bill was not paid; seen by clients as this message. */
export function siteSuspended(status: 402 | 403 | 503): Reply {
  return json(status, { code: status, message: 'Tenant is restricted: suspended-payment' })
}

/** What the edge shows for a host name without a site. */
export function noSite(): Reply {
  return html(
    404,
    '<!DOCTYPE html><html lang="en"><head><title>Atlassian Cloud Notifications - Page Unavailable</title><link rel="stylesheet" href="/_edge/resources/page.css"></head><body><h1>Page unavailable</h1></body></html>',
  )
}

/** A renamed site leads to the same address below its new name. */
export function movedTo(address: string, status: 301 | 302 | 307 | 308 = 301): Reply {
  return { ...html(status, ''), headers: { location: address } }
}

export function operationRemoved(): Reply {
  const says =
    'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.'
  return json(410, { errorMessages: [says], errors: {} })
}

/** For an API token with scopes at the address of a site, where none of them works. */
export function scopeDoesNotMatch(): Reply {
  return json(401, { code: 401, message: 'Unauthorized; scope does not match' })
}
