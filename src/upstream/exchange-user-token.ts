import { z } from 'zod'
import { epochSeconds, type Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { Secret } from '../lib/secret.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { signAs } from './app-token.ts'
import { withDeadline } from './deadline.ts'
import type { UpstreamLimits } from './limits.ts'
import { readJson } from './read-json.ts'
import { retryAfterSeconds } from './retry-after.ts'
import type { Wire, WireAnswer } from './wire.ts'

/** What a user token is asked for. */
export interface UserTokenWish {
  readonly tenant: Tenant
  readonly accountId: string
  readonly scope: 'READ' | 'WRITE' | 'DELETE'
}

export interface UserToken {
  readonly token: Secret
  readonly lifetimeSeconds: number
}

export interface ExchangeDeps {
  readonly wire: Wire
  /** Origin of the token server, which is also the audience of the assertion. */
  readonly tokenUrl: string
  readonly clock: Clock
  readonly limits: UpstreamLimits
}

// The server compares with its own clock and allows 60 s; the rest is for clocks that differ.
const ASSERTION_SECONDS = 50

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

const granted = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,16384}$/),
  expires_in: z.number().positive().max(86_400),
  token_type: z.string().regex(/^bearer$/i),
})

const refused = z.object({ error: z.string() })

/** OAuth error codes (RFC 6749 §5.2) that are about the app and not about the user. */
const ABOUT_THE_APP = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_scope',
  'unsupported_grant_type',
])

/**
 * Asks Atlassian's token server for a token that acts as one user (Atlassian's docs, "User
 * impersonation for Connect apps"). Asks for the one scope that the call needs; a scope includes the
 * lower ones.
 * @throws Refusal `upstream/user-refused` or `app-refused` when the server says no, `busy` when it asks
 * to wait, `unreachable`, `timeout` or `broken-answer` otherwise
 */
export async function exchangeUserToken(
  deps: ExchangeDeps,
  wish: UserTokenWish,
): Promise<UserToken> {
  const body = Buffer.from(formOf(deps, wish))
  return await withDeadline(deps.limits.exchangeMs, async (signal) => {
    const answer = await deps.wire.send({
      origin: deps.tokenUrl,
      method: 'POST',
      target: '/oauth2/token',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        'user-agent': 'gatehouse',
      },
      body,
      signal,
    })
    if (answer.status !== 200) throw await refusalOf(deps, wish, answer)
    const parsed = granted.safeParse(await readJson(answer.body, deps.limits.exchangeBytesMax))
    if (!parsed.success) {
      // The issues are left out: they could quote parts of a token.
      throw new Refusal('upstream/broken-answer', {
        detail: 'token answer lacks what it must have',
      })
    }
    return {
      token: new Secret(parsed.data.access_token),
      lifetimeSeconds: parsed.data.expires_in,
    }
  })
}

function formOf(deps: ExchangeDeps, { tenant, accountId, scope }: UserTokenWish): string {
  if (tenant.oauthClientId === undefined) {
    const detail = `tenant ${tenant.id} was installed without the scope ACT_AS_USER`
    throw new Refusal('upstream/app-refused', { detail })
  }
  const iat = epochSeconds(deps.clock)
  const assertion = signAs(tenant, {
    iss: `urn:atlassian:connect:clientid:${tenant.oauthClientId}`,
    sub: `urn:atlassian:connect:useraccountid:${accountId}`,
    tnt: tenant.baseUrl,
    aud: deps.tokenUrl,
    iat,
    exp: iat + ASSERTION_SECONDS,
  })
  return new URLSearchParams({ grant_type: GRANT, assertion, scope }).toString()
}

async function refusalOf(
  deps: ExchangeDeps,
  wish: UserTokenWish,
  answer: WireAnswer,
): Promise<Refusal> {
  const { status } = answer
  if (status === 429 || status >= 500) {
    answer.body.discard()
    const seconds = retryAfterSeconds(answer.header('retry-after'), deps.clock)
    return new Refusal('upstream/busy', {
      detail: `token server answered ${String(status)}`,
      ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
    })
  }
  if (status !== 400 && status !== 401 && status !== 403) {
    answer.body.discard()
    const detail = `token server answered ${String(status)}`
    return new Refusal('upstream/broken-answer', { detail })
  }
  const bytes = await answer.body.read(deps.limits.exchangeBytesMax)
  const error = oauthErrorOf(bytes)
  const code = ABOUT_THE_APP.has(error) ? 'upstream/app-refused' : 'upstream/user-refused'
  const detail = `token server answered ${String(status)} ${error} for tenant ${wish.tenant.id}`
  return new Refusal(code, { detail, hint: code })
}

// `invalid_grant` covers a user who is gone as well as an installation that is: only its prose tells
// them apart, and prose is not matched. It counts as the user's, which is by far the more usual.
function oauthErrorOf(bytes: Buffer): string {
  try {
    const parsed = refused.safeParse(JSON.parse(bytes.toString('utf8')))
    return parsed.success ? parsed.data.error.slice(0, 40) : 'without a code'
  } catch {
    return 'without a code' // A proxy's HTML page: the status alone decides.
  }
}
