import type { IncomingMessage, ServerResponse } from 'node:http'
import { HINTS } from '../lib/hints.ts'
import { problemHeaders, problemOf } from '../lib/problem.ts'
import { REFUSALS } from '../lib/refusal-codes.ts'
import type { Refusal } from '../lib/refusal.ts'
import type { Budget } from '../policy/limit-counts.ts'
import type { SiteAnswer } from '../upstream/site-request.ts'
import { answerHeaders } from './answer-headers.ts'
import { limitHeaders } from './limit-headers.ts'
import { METHODS } from '../policy/site-call.ts'

const REQUEST_ID = 'Gatehouse-Request-Id'

/**
 * Headers of every answer of the gateway, name, value, name, value; the product's are beside them and not
 * replaced.
 * @param budgets what is left of the caller's rate limits, where the call came to be counted
 */
export function ownHeaders(
  requestId: string,
  hsts: string | undefined,
  budgets: readonly Budget[] = [],
): readonly string[] {
  const headers = [REQUEST_ID, requestId]
  if (hsts !== undefined) headers.push('Strict-Transport-Security', hsts)
  if (budgets.length > 0) headers.push(...limitHeaders(budgets))
  return headers
}

/**
 * Passes the product's answer on, and resolves when the caller has it all. Rejects with part of it
 * sent when it breaks off: then the connection has to be destroyed, since ending it would make half
 * an answer look whole.
 */
export function passOn(
  res: ServerResponse,
  answer: SiteAnswer,
  ours: readonly string[],
): Promise<void> {
  const headers = answerHeaders(answer.rawHeaders)
  headers.push(...ours)
  if (answer.hint !== undefined) {
    headers.push('Gatehouse-Hint', answer.hint, 'Gatehouse-Hint-Text', HINTS[answer.hint])
  }
  res.writeHead(answer.status, headers)
  // Node keeps the head back until there is a body to go with it; a slow product may take a minute.
  if (!answer.body.hasBegun) res.flushHeaders()
  return answer.body.pipeTo(res)
}

/**
 * The same to everybody, so that it tells nobody which sites there are. The id is what an administrator
 * needs; why the call was refused is for administrators to see.
 */
const WHERE_TO_ASK =
  'An administrator of the site finds out why with this requestId: Gatehouse overview, tab “Why?”.'

/** A problem document (RFC 9457), never HTML; HEAD gets its headers alone. */
export function refuse(
  req: IncomingMessage,
  res: ServerResponse,
  refusal: Refusal,
  requestId: string,
  ours: readonly string[],
): void {
  const problem = problemOf(refusal, requestId)
  const body = JSON.stringify({ ...problem, explain: WHERE_TO_ASK })
  const headers = Object.entries(problemHeaders(refusal)).flat()
  if (refusal.code === 'request/method-not-allowed') headers.push('allow', METHODS.join(', '))
  headers.push('content-length', String(Buffer.byteLength(body)), ...ours)
  res.writeHead(REFUSALS[refusal.code].status, headers)
  res.end(req.method === 'HEAD' ? undefined : body)
}
