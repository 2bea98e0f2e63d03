import { randomBytes } from 'node:crypto'

/** The company's Crowd in the bench: its cookie, and who has signed on. */
export const SIGN_ON_COOKIE = 'bench_sso'
export const GROUPS_OF_ALL = Array.from({ length: 12 }, (_, index) => `crowd-${index}`)

/** What all sign-on tokens of a run end with; one that does not is none. */
export function makeSignOnMark(): string {
  return randomBytes(20).toString('hex')
}

/** The cookie of somebody who has signed on. @param person which one of many */
export function signOnCookie(mark: string, person: number): string {
  return `${SIGN_ON_COOKIE}=person-${person}-${mark}`
}

/** `server` blocks of a Crowd that says whose a token is, and who is in which groups. */
export function crowdServer(port: number, mark: string): string {
  const groups = JSON.stringify({ groups: GROUPS_OF_ALL.map((name) => ({ name })) })
  const user = '{"user":{"name":"$whose","active":true}}'
  const rest = '/crowd/rest/usermanagement/1'
  return `server { listen 127.0.0.1:${port}; default_type application/json;
      location ~ ^${rest}/session/(?<whose>person-[0-9]+)-${mark}$ { return 200 '${user}'; }
      location = ${rest}/user/group/nested { return 200 '${groups}'; }
      location / { return 404 '{"reason":"INVALID_SSO_TOKEN"}'; } }`
}

/** The same for a product that serves whom the cookie names, in a session; @param answer its `location` blocks */
export function signedOnServer(port: number, mark: string, answer: string): string {
  return `
    map $cookie_${SIGN_ON_COOKIE} $served { default anonymous; ~^(?<name>person-[0-9]+)-${mark}$ $name; }
    map $cookie_JSESSIONID $opened { default ''; '' 'JSESSIONID=$request_id; Path=/; HttpOnly'; }
    server { listen 127.0.0.1:${port} backlog=1024;
      add_header X-AUSERNAME $served; add_header Set-Cookie $opened; ${answer} }`
}
