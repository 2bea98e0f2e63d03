import { headerOf } from '../http/received.ts'
import type { Received } from '../http/received.ts'

/** `noted`: it failed the check, but only the product's log says so. */
export type XsrfVerdict = 'passed' | 'noted' | 'refused'

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : address
}

function comesFromElsewhere(request: Received): boolean {
  const own = `http://${request.headers.host ?? ''}`
  const senders = ['origin', 'referer'].map((name) => headerOf(request, name))
  return senders.some((sender) => sender !== undefined && originOf(sender) !== own)
}

/** Bodies that a page of another site can send without asking the product first. */
const formTypes = /^\s*(?:$|application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)/i

/**
 * The check of the REST layer. The origin matters only where the User-Agent looks like a browser's;
 * and PUT and DELETE that fail are served all the same.
 */
export function checkXsrf(request: Received): XsrfVerdict {
  const { method, headers } = request
  const isWrite = method === 'POST' || method === 'PUT' || method === 'DELETE'
  const isBrowser = /Mozilla/.test(headers['user-agent'] ?? '')
  if (isWrite && isBrowser && comesFromElsewhere(request)) {
    return method === 'POST' ? 'refused' : 'noted'
  }
  if (method !== 'POST' || !formTypes.test(headers['content-type'] ?? '')) return 'passed'
  return headerOf(request, 'x-atlassian-token') === 'no-check' ? 'passed' : 'refused'
}
