import type { Site } from './site.ts'
import { qshOf, type Members } from './tokens.ts'

export const PAGE = '/jira/pages/api-access'
export const ACTION = '/jira/pages/tokens'
export const WEBHOOK = '/jira/webhooks/user-deleted'
export const INSTALLED = '/jira/installed'

/** One request, described so that it can be sent to the door and to ACE alone alike. */
export interface Attempt {
  readonly method: 'GET' | 'POST'
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export function send(origin: string, attempt: Attempt): Promise<Response> {
  return fetch(`${origin}${attempt.target}`, {
    method: attempt.method,
    redirect: 'manual',
    ...(attempt.headers === undefined ? {} : { headers: { ...attempt.headers } }),
    ...(attempt.body === undefined ? {} : { body: attempt.body }),
  })
}

/** A page asked for with a token in its address. */
export function pageWith(site: Site, claims: Members, secret?: string): Attempt {
  const token = site.signed({ ...site.urlClaims('GET', PAGE), ...claims }, secret)
  return { method: 'GET', target: `${PAGE}?jwt=${token}` }
}

/** An action with a context token. */
export function actionWith(site: Site, claims: Members = {}): Attempt {
  return bearing(ACTION, site.signed({ qsh: 'context-qsh', ...claims }))
}

/** A webhook about Jane. */
export function webhookWith(site: Site, claims: Members = {}): Attempt {
  const token = site.signed({ qsh: qshOf('POST', WEBHOOK), ...claims })
  return bearing(WEBHOOK, token, userDeleted())
}

/** An `installed` call. */
export function installWith(
  site: Site,
  origin: string,
  over: { readonly claims?: Members; readonly header?: Members; readonly body?: Members } = {},
): Attempt {
  const token = site.installToken(origin, 'installed', over.claims, over.header)
  return bearing(INSTALLED, token, JSON.stringify(site.body('installed', over.body)))
}

/** A POST of JSON with a token in its header. */
export function bearing(target: string, token: string, body?: string): Attempt {
  const headers = { authorization: `JWT ${token}`, 'content-type': 'application/json' }
  return { method: 'POST', target, headers, ...(body === undefined ? {} : { body }) }
}

export function userDeleted(accountId = '557058:jane'): string {
  return JSON.stringify({ webhookEvent: 'user_deleted', user: { accountId } })
}
