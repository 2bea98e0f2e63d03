import { randomBytes } from 'node:crypto'

/** What a product keeps behind `JSESSIONID`. */
export interface HttpSession {
  readonly id: string
  /** Value of the `atlassian.xsrf.token` cookie. */
  readonly xsrfToken: string
  user: string
  /** The sign-on cookie that the session was made for; undefined after a sign-in by password. */
  ssoToken: string | undefined
  /** When Crowd last agreed. */
  validatedAt: number | undefined
}

/** The sessions of one product node. */
export interface HttpSessions {
  find(id: string | undefined): HttpSession | undefined
  start(user: string): HttpSession
  end(session: HttpSession | undefined): void
  endAll(): void
}

export function createHttpSessions(): HttpSessions {
  const byId = new Map<string, HttpSession>()
  return {
    find: (id) => byId.get(id ?? ''),
    start(user) {
      const id = randomBytes(16).toString('hex').toUpperCase()
      const xsrfToken = `${randomBytes(20).toString('hex')}_lin`
      const session = { id, xsrfToken, user, ssoToken: undefined, validatedAt: undefined }
      byId.set(id, session)
      return session
    },
    end: (session) => void byId.delete(session?.id ?? ''),
    endAll: () => byId.clear(),
  }
}
