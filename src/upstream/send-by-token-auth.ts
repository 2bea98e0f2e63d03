import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { demandUser, reportedUser } from './reported-user.ts'
import { targetOf, type SiteAddress } from './site-address.ts'
import type { SiteRequest } from './site-request.ts'
import { tokenAuthAuthorization } from './token-auth-token.ts'
import type { Wire, WireAnswer } from './wire.ts'

/** Longest that an answer without a length is waited for, to see whether there is anything in it. */
const PEEK_MS = 30_000

/**
 * Makes the call by Confluence's prefix for tokens, with a JWT of ours for the user: Confluence is the second
 * who verifies.
 * @throws Refusal `upstream/not-allowlisted` for its empty 200, `upstream/user-refused`, `upstream/wrong-user`
 */
export async function sendByTokenAuth(
  { wire, clock }: { readonly wire: Wire; readonly clock: Clock },
  request: SiteRequest,
  address: SiteAddress,
  userName: string,
): Promise<WireAnswer> {
  const authorization = tokenAuthAuthorization(request.tenant, userName, request, clock)
  const answer = await wire.send({
    origin: address.origin,
    method: request.method,
    target: targetOf(address, request),
    headers: request.headers,
    authorization: authorization.reveal(),
    body: request.body,
    signal: request.signal,
  })
  if (answer.status === 401) {
    answer.body.discard()
    throw new Refusal('upstream/user-refused', { detail: 'the product refused our JWT' })
  }
  if (await isNothing(request, answer)) {
    answer.body.discard()
    throw new Refusal('upstream/not-allowlisted', { detail: 'an empty 200' })
  }
  // A product of that age need not say whom it served; where it does, it must be whom we named.
  if (reportedUser(answer) !== undefined) demandUser(answer, userName)
  return answer
}

/**
 * Confluence ends a request for what its list does not have without a word: the status stays 200, and there
 * is no body. No resource of its API answers so to anything but HEAD and OPTIONS.
 */
async function isNothing({ method }: SiteRequest, answer: WireAnswer): Promise<boolean> {
  if (answer.status !== 200) return false
  // Without a body by nature; a real answer says at least what kind of thing it would be.
  if (method === 'HEAD' || method === 'OPTIONS') return answer.header('content-type') === undefined
  return (await answer.body.peek(1, PEEK_MS)).length === 0
}
