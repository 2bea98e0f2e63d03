import type { ActsAs } from '../identity/principal.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Secret } from '../lib/secret.ts'
import { isTokenAuthPath } from '../policy/token-auth-path.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { appAuthorization } from './app-token.ts'
import { hintOfUnauthorized } from './answer-hint.ts'
import type { UserTokenWish } from './exchange-user-token.ts'
import { refusesCredential } from './permission-hint.ts'
import { reportedUser } from './reported-user.ts'
import { sendByTokenAuth } from './send-by-token-auth.ts'
import { sendInSession, type SessionSenders } from './send-in-session.ts'
import { targetOf, type SiteAddress } from './site-address.ts'
import type { SiteRequest } from './site-request.ts'
import type { UserTokens, UserTokenUse } from './user-tokens.ts'
import type { WireAnswer } from './wire.ts'

/** What a call to the product is made with. */
export interface Senders extends SessionSenders {
  readonly userTokens: UserTokens
  readonly clock: Clock
}

/**
 * Makes the call as whom the request says.
 *
 * @throws Refusal for a 401: where it is about our credential, it must not look like one about the
 * caller's; where it is about the caller's, the product's challenge would lead to the product's login
 */
export function sendAs(
  parts: Senders,
  request: SiteRequest,
  address: SiteAddress,
): Promise<WireAnswer> {
  switch (request.actsAs.kind) {
    case 'app':
      refuseDataCenter(request)
      return sendAsApp(parts, request, address)
    case 'user':
      if (request.tenant.dataCenter !== undefined) {
        return sendToDataCenter(parts, request, address, request.actsAs)
      }
      return sendAsUser(parts, request, address, request.actsAs.accountId)
    case 'anonymous':
      return sendAsNobody(parts, request, address)
    case 'caller':
      return sendAsCaller(parts, request, address, request.actsAs.authorization)
  }
}

// Nothing is signed for a site that knows no app; the rules have refused such a call before.
function refuseDataCenter({ tenant }: SiteRequest): void {
  if (tenant.dataCenter === undefined) return
  throw new Refusal('call/no-way', { detail: 'Data Center knows no app' })
}

function sendToDataCenter(
  parts: Senders,
  request: SiteRequest,
  address: SiteAddress,
  { accountId, signOn }: Extract<ActsAs, { readonly kind: 'user' }>,
): Promise<WireAnswer> {
  if (signOn !== undefined) return sendInSession(parts, request, address, { accountId, signOn })
  if (isTokenAuthPath(request.path)) return sendByTokenAuth(parts, request, address, accountId)
  throw new Refusal('call/no-way', { detail: 'no way to be this user there' })
}

async function sendAsApp(parts: Senders, request: SiteRequest, address: SiteAddress) {
  const authorization = appAuthorization(request.tenant, request, parts.clock)
  const answer = await sendOnce(parts, request, address, authorization.reveal())
  if (answer.status !== 401) return answer
  answer.body.discard()
  throw new Refusal('upstream/app-refused', {
    detail: 'the product answered 401 to the app',
    hint: 'upstream/app-refused',
  })
}

async function sendAsNobody(parts: Senders, request: SiteRequest, address: SiteAddress) {
  const answer = await sendOnce(parts, request, address, undefined)
  if (answer.status !== 401) return answer
  answer.body.discard()
  throw new Refusal('credential/missing', { detail: 'the product asks for a login' })
}

async function sendAsCaller(
  parts: Senders,
  request: SiteRequest,
  address: SiteAddress,
  authorization: Secret,
) {
  const answer = await sendOnce(parts, request, address, authorization.reveal())
  if (!(await refusesCaller(answer, request.tenant))) return answer
  const hint = answer.status === 401 ? await hintOfUnauthorized(answer) : undefined
  answer.body.discard()
  throw new Refusal('credential/invalid', {
    detail: 'the product refused the caller’s own credential',
    hint,
  })
}

/**
 * Every call of a user passes here: what is in memory is not waited for, and an answer that is about no
 * token is passed on without a step of its own.
 */
function sendAsUser(
  parts: Senders,
  request: SiteRequest,
  address: SiteAddress,
  accountId: string,
  isLast = false,
): Promise<WireAnswer> {
  const wish = { tenant: request.tenant, accountId, scope: request.needs }
  const sendWith = (use: UserTokenUse) =>
    sendOnce(parts, request, address, bearer(use.token)).then((answer) => {
      // A token of this very moment is as good as any: then a 403 is the product's last word.
      const mayBeRefused = answer.status === 401 || (answer.status === 403 && !use.isFresh)
      return mayBeRefused
        ? afterRefusal(parts, request, address, { answer, wish, use, isLast })
        : answer
    })
  const held = parts.userTokens.get(wish)
  return held instanceof Promise ? held.then(sendWith) : sendWith(held)
}

/**
 * A token from memory may have been taken back before its time. Then it is dropped, and the call is
 * made once more with a new one: nothing was done by a call that was refused so. That needs the body again, so a
 * call with a streamed body is sent back to the caller to repeat.
 */
async function afterRefusal(
  parts: Senders,
  request: SiteRequest,
  address: SiteAddress,
  refused: {
    readonly answer: WireAnswer
    readonly wish: UserTokenWish
    readonly use: UserTokenUse
    readonly isLast: boolean
  },
): Promise<WireAnswer> {
  const { answer, wish, use, isLast } = refused
  if (answer.status === 403 && !(await refusesCredential(answer))) return answer
  answer.body.discard()
  parts.userTokens.drop(wish, use.token)
  const detail = 'the product refused a user token'
  if (isLast || use.isFresh) {
    throw new Refusal('upstream/user-refused', { detail, hint: 'upstream/user-refused' })
  }
  if (request.body !== undefined) {
    throw new Refusal('upstream/busy', { detail, retryAfterSeconds: 1 })
  }
  return await sendAsUser(parts, request, address, wish.accountId, true)
}

/**
 * Whether the product did not take the caller for whom they say they are. Confluence says so with a
 * 403. Jira serves who failed to log in as nobody, with a 200 where nobody may look (Atlassian's
 * Seraph names the outcome in this header, `OK` for a success), and Data Center names nobody; passed on, it would be an answer to a
 * caller whose name in the record nobody has proved.
 */
async function refusesCaller(answer: WireAnswer, { dataCenter }: Tenant): Promise<boolean> {
  const loginReason = answer.header('x-seraph-loginreason') ?? 'OK'
  const isServedAsNobody = dataCenter !== undefined && reportedUser(answer) === 'anonymous'
  if (isServedAsNobody) return true
  if (answer.status === 401 || loginReason.toUpperCase() !== 'OK') return true
  return await refusesCredential(answer)
}

function bearer(token: Secret): string {
  return `Bearer ${token.reveal()}`
}

function sendOnce(
  parts: Senders,
  request: SiteRequest,
  address: SiteAddress,
  authorization: string | undefined,
): Promise<WireAnswer> {
  return parts.wire.send({
    origin: address.origin,
    method: request.method,
    target: targetOf(address, request),
    headers: request.headers,
    authorization,
    body: request.body,
    signal: request.signal,
  })
}
