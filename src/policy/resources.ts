import type { Product } from '../tenants/tenant.ts'
import type { Call } from './call.ts'
import { operationFor, type CalledPath } from './catalogue/catalogue.ts'
import { isListedOnly, TOKEN_AUTH } from './token-auth-path.ts'

/**
 * The parts of each product's REST API that can be reached at all, below the base URL. Left out on
 * purpose: `/rest/atlassian-connect/` and `/rest/plugins/` (the app's own affairs) and everything
 * that is not REST (pages, servlets, logins).
 */
export const SERVED: Readonly<Record<Product, readonly string[]>> = {
  jira: ['/rest/api/2/', '/rest/api/3/', '/rest/api/latest/', '/rest/agile/1.0/'],
  confluence: ['/rest/api/', '/api/v2/'],
}

const READ_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

export function isServed(
  call: Pick<Call, 'product' | 'path'> & Partial<Pick<Call, 'isDataCenter' | 'needsToken'>>,
): boolean {
  if (isListedOnly(call)) return call.path.startsWith(`${TOKEN_AUTH}/`)
  return SERVED[call.product].some((prefix) => call.path.startsWith(prefix))
}

/**
 * Of POSTs those alone that the catalogue knows to ask a question and nothing else, in their plainest
 * spelling. Method-override headers play no part: the gateway never forwards them.
 */
export function isRead(call: CalledPath): boolean {
  if (READ_METHODS.has(call.method)) return true
  if (call.method !== 'POST' || call.path.includes('%')) return false
  return operationFor(call)?.reads === true
}
