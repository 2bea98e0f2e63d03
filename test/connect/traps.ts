import {
  ACTION,
  actionWith,
  bearing,
  installWith,
  PAGE,
  pageWith,
  userDeleted,
  WEBHOOK,
  type Attempt,
} from './both-ways.ts'
import { seconds, type Site } from './site.ts'
import { hs256, mint, qshOf, signed, type Members } from './tokens.ts'

/** Something that ACE lets pass; `attempt` makes the request for whichever app is at `origin`. */
export interface Trap {
  readonly guarantee: string
  readonly attempt: (site: Site, origin: string) => Attempt
  /** What the door answers; 401 unless said otherwise. */
  readonly status?: number
}

const rawPage = (site: Site, claims: string): Attempt => {
  const token = mint({ typ: 'JWT', alg: 'HS256' }, claims, hs256(site.sharedSecret))
  return { method: 'GET', target: `${PAGE}?jwt=${token}` }
}
// What ACE itself hands out in `X-acpt`: issued by the app, for the tenant, with its secret.
const sessionToken = (site: Site, claims: Members = {}) =>
  site.signed({ iss: 'gatehouse-jira', aud: [site.clientKey], ...claims })

/** Each is accepted by ACE alone, and each is a way in that the gate closes. */
export const TRAPS: readonly Trap[] = [
  {
    guarantee: 'a token without exp is refused (trap 1)',
    attempt: (site) => pageWith(site, { exp: undefined }),
  },
  {
    guarantee: 'a token whose exp is text is refused (trap 1)',
    attempt: (site) => pageWith(site, { exp: 'never' }),
  },
  {
    guarantee: 'a token from the future is refused (trap 1)',
    attempt: (site) => pageWith(site, { iat: seconds() + 600, exp: seconds() + 700 }),
  },
  {
    guarantee: 'a token that is not valid yet is refused (trap 1)',
    attempt: (site) => pageWith(site, { nbf: seconds() + 600 }),
  },
  {
    guarantee: 'a token without iat is refused (trap 1)',
    attempt: (site) => pageWith(site, { iat: undefined }),
  },
  {
    guarantee: 'a token that lives longer than 15 minutes is refused (trap 1)',
    attempt: (site) => pageWith(site, { exp: seconds() + 3600 }),
  },
  {
    guarantee: 'our own outbound token is refused as an inbound one (trap 2)',
    attempt: (site) => pageWith(site, { iss: 'gatehouse-jira', aud: [site.clientKey] }),
  },
  {
    guarantee: 'the tenant is whom iss names, not whom aud names (trap 2)',
    attempt: (site) => pageWith(site, { iss: 'somebody', aud: [site.clientKey] }),
  },
  {
    guarantee: 'a session token in X-acpt is refused (trap 3)',
    attempt: (site) => ({
      method: 'POST',
      target: ACTION,
      headers: { 'x-acpt': sessionToken(site), 'content-type': 'application/json' },
      body: '{}',
    }),
  },
  {
    guarantee: 'a session token in the address is refused (trap 3)',
    attempt: (site) => ({ method: 'POST', target: `${ACTION}?acpt=${sessionToken(site)}` }),
  },
  {
    guarantee: 'a session token in the Authorization header is refused (trap 3)',
    attempt: (site) => bearing(ACTION, sessionToken(site), '{}'),
  },
  {
    guarantee: 'an action does not take the token of a page (trap 4)',
    attempt: (site) => bearing(ACTION, site.signed(site.urlClaims('GET', PAGE)), '{}'),
  },
  {
    guarantee: 'an action does not even take a token for its own address (trap 4)',
    attempt: (site) => bearing(ACTION, site.signed(site.urlClaims('POST', ACTION)), '{}'),
  },
  {
    guarantee: 'an action demands the literal context-qsh, not just no hash (trap 5)',
    attempt: (site) => actionWith(site, { qsh: undefined }),
  },
  {
    guarantee: 'a page takes its token from the address only (trap 9)',
    attempt: (site) => ({
      ...bearing(PAGE, site.signed(site.urlClaims('GET', PAGE))),
      method: 'GET',
    }),
  },
  {
    guarantee: 'a webhook takes its token from the header only (trap 9)',
    attempt: (site) => ({
      method: 'POST',
      target: `${WEBHOOK}?jwt=${site.signed({ qsh: qshOf('POST', WEBHOOK) })}`,
      headers: { 'content-type': 'application/json' },
      body: userDeleted(),
    }),
  },
  {
    guarantee: 'a token in the address is not ranked above one in the header (trap 9)',
    attempt: (site) => {
      const token = site.signed({ qsh: qshOf('POST', WEBHOOK) })
      return bearing(`${WEBHOOK}?jwt=${token}`, token, userDeleted())
    },
  },
  {
    guarantee: 'a token in a form body is no credential (trap 9)',
    attempt: (site) => ({
      method: 'POST',
      target: ACTION,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `jwt=${site.signed({ qsh: 'context-qsh' })}`,
    }),
  },
  {
    guarantee: 'the hash covers the address, never the body instead of it (trap 11)',
    attempt: (site) => ({
      method: 'POST',
      target: WEBHOOK,
      headers: {
        authorization: `JWT ${site.signed({ qsh: qshOf('POST', `${WEBHOOK}?a=1`) })}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'a=1',
    }),
  },
  {
    guarantee: 'an install token without exp is refused (trap 19)',
    attempt: (site, origin) => installWith(site, origin, { claims: { exp: undefined } }),
  },
  {
    guarantee: 'an install without a shared secret changes nothing (trap 15)',
    attempt: (site, origin) => installWith(site, origin, { body: { sharedSecret: undefined } }),
    status: 400,
  },
  {
    guarantee: 'an install of another app changes nothing (trap 15)',
    attempt: (site, origin) => installWith(site, origin, { body: { key: 'other.app' } }),
    status: 400,
  },
  {
    guarantee: 'an install of the other product changes nothing',
    attempt: (site, origin) => installWith(site, origin, { body: { productType: 'confluence' } }),
    status: 400,
  },
  {
    guarantee: 'an install that says it is something else changes nothing',
    attempt: (site, origin) => installWith(site, origin, { body: { eventType: 'enabled' } }),
    status: 400,
  },
  {
    guarantee: 'a site outside SITE_HOSTS cannot install (trap 21)',
    attempt: (site, origin) =>
      installWith(site, origin, { body: { baseUrl: 'https://evil.example' } }),
    status: 400,
  },
  {
    guarantee: 'an install must name our base URL alone as its audience (trap 25)',
    attempt: (site, origin) =>
      installWith(site, origin, { claims: { aud: [`${origin}/jira`, 'https://other.example'] } }),
  },
  {
    guarantee: 'a token with repeated members is refused',
    attempt: (site) =>
      rawPage(
        site,
        `{"iss":"nobody","iss":"${site.clientKey}","iat":${seconds()},"exp":${seconds() + 180},` +
          `"qsh":"${qshOf('GET', PAGE)}"}`,
      ),
  },
  {
    guarantee: 'a token whose parts are not canonical base64url is refused',
    attempt: (site) => {
      const [head = '', body = ''] = site.signed(site.urlClaims('GET', PAGE)).split('.')
      const padded = signed(`${head}=.${body}`, hs256(site.sharedSecret))
      return { method: 'GET', target: `${PAGE}?jwt=${padded}` }
    },
  },
  {
    guarantee: 'a token that is not UTF-8 is refused',
    attempt: (site) => {
      const text = JSON.stringify({
        ...{ iss: site.clientKey, iat: seconds(), exp: seconds() + 180 },
        ...{ qsh: qshOf('GET', PAGE), sub: 'j?ne' },
      })
      const bytes = Buffer.from(text).map((byte) => (byte === 0x3f ? 0xff : byte))
      const token = mint({ typ: 'JWT', alg: 'HS256' }, Buffer.from(bytes), hs256(site.sharedSecret))
      return { method: 'GET', target: `${PAGE}?jwt=${token}` }
    },
  },
  {
    guarantee: 'a token that demands extensions is refused (RFC 7515 §4.1.11)',
    attempt: (site) => {
      const claims = { iss: site.clientKey, iat: seconds(), exp: seconds() + 180 }
      const header = { typ: 'JWT', alg: 'HS256', crit: ['b64'], b64: false }
      const qsh = qshOf('GET', PAGE)
      const token = mint(header, { ...claims, qsh }, hs256(site.sharedSecret))
      return { method: 'GET', target: `${PAGE}?jwt=${token}` }
    },
  },
  {
    guarantee: 'a token of more than 8 kB is refused',
    attempt: (site) => pageWith(site, { context: 'x'.repeat(8192) }),
  },
  {
    guarantee: 'a token that names nobody readable is refused',
    attempt: (site) => pageWith(site, { sub: `jane\n${'x'.repeat(200)}` }),
  },
]
