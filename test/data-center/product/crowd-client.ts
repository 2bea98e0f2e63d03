import type { CookieConfig } from '../crowd/crowd-settings.ts'
import { basicOf } from '../http/credentials.ts'
import type { NameAndPassword } from '../http/credentials.ts'
import { memberOf, parseJson, textAt } from '../http/members.ts'

/** The questions a product asks Crowd. One that gets no good answer counts as answered with no. */
export interface CrowdClient {
  cookieConfig(): Promise<CookieConfig>
  /** The user of the session, if the addresses fit it as well. */
  validate(
    token: string,
    peer: string,
    forwardedFor: string | undefined,
  ): Promise<string | undefined>
  /** The user of the session; Crowd looks at no factor here. */
  userOf(token: string): Promise<string | undefined>
  isPasswordRight(credentials: NameAndPassword): Promise<boolean>
  hasUser(name: string): Promise<boolean>
}

type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>

function asker(baseUrl: string, application: NameAndPassword): Ask {
  const headers = {
    authorization: basicOf(application),
    accept: 'application/json',
    'content-type': 'application/json',
  }
  return async (method, path, body) => {
    try {
      const answer = await fetch(`${baseUrl}/rest/usermanagement/1${path}`, {
        method,
        headers,
        signal: AbortSignal.timeout(2000),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const content = parseJson(Buffer.from(await answer.arrayBuffer()))
      return answer.ok ? content : undefined
    } catch {
      return undefined
    }
  }
}

/** Sends the peer's address, and what was forwarded only where it is something else. */
function factorsOf(peer: string, forwardedFor: string | undefined): unknown {
  const factors = [{ name: 'remote_address', value: peer }]
  if (forwardedFor !== undefined && forwardedFor !== peer) {
    factors.push({ name: 'X-Forwarded-For', value: forwardedFor })
  }
  return { validationFactors: factors }
}

/** Asks this Crowd over HTTP, as this application. */
export function createCrowdClient(baseUrl: string, application: NameAndPassword): CrowdClient {
  const ask = asker(baseUrl, application)
  const session = (token: string) => `/session/${encodeURIComponent(token)}`
  const user = (path: string, name: string) => `${path}?username=${encodeURIComponent(name)}`
  return {
    async cookieConfig() {
      const config = await ask('GET', '/config/cookie')
      return {
        domain: textAt(config, 'domain') ?? '',
        secure: memberOf(config, 'secure') === true,
        name: textAt(config, 'name') ?? 'crowd.token_key',
      }
    },
    async validate(token, peer, forwardedFor) {
      const found = await ask('POST', session(token), factorsOf(peer, forwardedFor))
      return textAt(found, 'user', 'name')
    },
    userOf: async (token) => textAt(await ask('GET', session(token)), 'user', 'name'),
    async isPasswordRight({ name, password }) {
      const found = await ask('POST', user('/authentication', name), { value: password })
      return textAt(found, 'name') === name
    },
    hasUser: async (name) => textAt(await ask('GET', user('/user', name)), 'name') === name,
  }
}
