import type { IncomingMessage } from 'node:http'
import type { CrowdSite } from '../../src/identity/sign-on/crowd.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { SmallServer } from '../gateway/world/small-server.ts'

export const PASSWORD = 'the-password-of-the-application'
export const TOKEN_TEXT = 'AbCdEfGhIjKlMnOpQrSt-_00'
export const TOKEN = new Secret(TOKEN_TEXT)
export const HERE = { remoteAddress: '203.0.113.9' }

/** A site whose Crowd is the small server. */
export function crowdSite(server: SmallServer, given: { siteId?: string; password?: string } = {}) {
  const { siteId = 'tenant-1', password = PASSWORD } = given
  const site: CrowdSite = {
    siteId,
    access: {
      baseUrl: `${server.origin}/crowd`,
      application: 'gatehouse',
      password: new Secret(password),
    },
  }
  return site
}

/** `anna`'s session, with some of what Crowd says beside her name. */
export const SESSION = {
  expand: 'user',
  token: TOKEN_TEXT,
  user: { link: { rel: 'self', href: 'x' }, name: 'anna', 'display-name': null, active: true },
}

/** Answers each request once its body is there, so that it is seen whole. */
export function serve(server: SmallServer, value: unknown = SESSION, status = 200): void {
  serveText(server, status === 204 ? '' : JSON.stringify(value), status)
}

export function serveText(
  server: SmallServer,
  body: string | Buffer,
  status = 200,
  headers: Record<string, string> = {},
): void {
  server.handler = (req, res) => whenRead(req, () => res.writeHead(status, headers).end(body))
}

/** Takes requests and answers none. */
export function hang(server: SmallServer): void {
  server.handler = (req) => req.resume()
}

export function whenRead(req: IncomingMessage, work: () => void): void {
  req.on('end', work).resume()
}
