import { empty, json } from '../../site/http/reply.ts'
import type { Reply } from '../../site/http/reply.ts'
import { textAt } from '../http/members.ts'
import { crowdError } from './crowd-call.ts'
import type { CrowdCall, CrowdRoute } from './crowd-call.ts'
import { passwordOf } from './crowd-state.ts'
import { readFactors } from './read-factors.ts'
import type { SsoSession } from './sso-sessions.ts'

function sessionReply(status: number, call: CrowdCall, session: SsoSession): Reply {
  const { token, userName, createdAt, expiresAt } = session
  const user = {
    name: userName,
    link: { href: `${call.restUrl}/user?username=${encodeURIComponent(userName)}`, rel: 'self' },
  }
  return json(status, {
    expand: 'user',
    token,
    user,
    link: { href: `${call.restUrl}/session/${token}`, rel: 'self' },
    'created-date': createdAt,
    'expiry-date': expiresAt,
  })
}

function invalidToken(): Reply {
  const message = 'Token does not validate.'
  return crowdError(404, 'INVALID_SSO_TOKEN', message)
}

function signIn(call: CrowdCall): Reply {
  const { crowd, body, query } = call
  const userName = textAt(body, 'username') ?? ''
  const checksPassword = query.get('validate-password') !== 'false'
  const isRight = !checksPassword || textAt(body, 'password') === passwordOf(userName)
  if (!crowd.directory.hasUser(userName) || !isRight) {
    const message = `Account with name <${userName}> failed to authenticate`
    return crowdError(400, 'INVALID_USER_AUTHENTICATION', message)
  }
  return sessionReply(201, call, crowd.sessions.start(userName, readFactors(body)))
}

function validate(call: CrowdCall): Reply {
  const { crowd, parameters, body } = call
  if (body === undefined) return crowdError(400, 'ILLEGAL_ARGUMENT', 'The body is not JSON')
  const session = crowd.sessions.validate(parameters['token'] ?? '', readFactors(body))
  return session === undefined ? invalidToken() : sessionReply(200, call, session)
}

/** Tells whose session it is and looks at no factor: knowing a token is enough. */
function read(call: CrowdCall): Reply {
  const session = call.crowd.sessions.find(call.parameters['token'] ?? '')
  return session === undefined ? invalidToken() : sessionReply(200, call, session)
}

function end({ crowd, parameters }: CrowdCall): Reply {
  crowd.sessions.end(parameters['token'] ?? '')
  return empty(204)
}

function endAll({ crowd, query }: CrowdCall): Reply {
  const userName = query.get('username')
  if (userName === null) return crowdError(400, 'ILLEGAL_ARGUMENT', 'username is missing')
  crowd.sessions.endAllOf(userName, query.get('exclude') ?? undefined)
  return empty(204)
}

/** Sign-on sessions: made, validated, read, ended. */
export const sessionRoutes: readonly CrowdRoute[] = [
  { method: 'POST', path: '/session', serve: signIn },
  { method: 'POST', path: '/session/:token', serve: validate },
  { method: 'GET', path: '/session/:token', serve: read },
  { method: 'DELETE', path: '/session/:token', serve: end },
  { method: 'DELETE', path: '/session', serve: endAll },
]
