import { z } from 'zod'
import type { Parsed } from '../lib/fault.ts'
import { faultsOf } from '../lib/input-faults.ts'
import { Secret } from '../lib/secret.ts'
import type { EnteredSite } from '../tenants/data-center-change.ts'
import { isServedHost, type SiteRules } from '../tenants/site-address.ts'
import { distinct, members, text, whole } from './providers/parse-fields.ts'
import { isUserName } from './user-name.ts'

const ORIGINS_MAX = 20
const ADMINS_MAX = 50
const SUBJECTS_MAX = 50
const IDLE_MINUTES_MAX = 15
const CALLS_MAX = 100_000
// HS256 with less could be guessed from any token (RFC 7518 §3.2).
const SECRET_BYTES_MIN = 32

/**
 * What an operator enters of a Data Center site, with every fault at its place. A host that installations
 * of the Cloud may come from is refused: nothing of Data Center is ever to hold for one of them.
 */
export function parseDataCenter(input: unknown, rules: SiteRules): Parsed<EnteredSite> {
  const read = siteSchema(rules).safeParse(input)
  if (!read.success) return { kind: 'refused', faults: faultsOf(read.error.issues) }
  const { baseUrl, product, admins, crowd, sessions, tokenAuth } = read.data
  const url = new URL(baseUrl)
  const address = { baseUrl: plainOf(url), host: url.host }
  const site = { admins, crowd, sessions, tokenAuth }
  return { kind: 'accepted', value: { ...address, product, site } }
}

function siteSchema(rules: SiteRules) {
  const address = (needed: string) => text(needed, (value) => addressFault(value, rules))
  const secret = (min: number, needed: string) =>
    text(needed, (value) => (Buffer.byteLength(value) < min ? needed : undefined)).transform(
      (value) => new Secret(value),
    )
  const crowd = members(
    {
      baseUrl: address('Give the address of Crowd, such as https://crowd.example.com/crowd.'),
      application: text('Give the name of our application at Crowd.', shortFault),
      password: secret(1, 'Give the password of our application at Crowd.'),
      cookieName: text('Give the name of the sign-on cookie.', cookieNameFault).optional(),
    },
    'Must be an object with baseUrl, application and password.',
  )
  const sessions = members(
    {
      idleMinutes: whole(1, IDLE_MINUTES_MAX).default(IDLE_MINUTES_MAX),
      acceptsAnyAddress: z.boolean({ error: 'Must be true or false.' }).default(false),
      origins: distinct(
        text('Give an origin.', (value) => originFault(value, rules)),
        ORIGINS_MAX,
        'Must be a list of origins; it may be empty.',
        0,
      ).default([]),
    },
    'Must be an object.',
  )
  const tokenAuth = members(
    {
      issuer: text('Give the name by which the product knows us.', shortFault),
      secret: secret(SECRET_BYTES_MIN, `Give a secret of at least ${SECRET_BYTES_MIN} bytes.`),
      subjects: distinct(
        text('Give a subject, such as svc-*.', shortFault),
        SUBJECTS_MAX,
        'List the subjects whose tokens are looked at, such as svc-*.',
      ),
      callsPerMinute: whole(1, CALLS_MAX),
    },
    'Must be an object with issuer, secret, subjects and callsPerMinute.',
  )
  return members(
    {
      baseUrl: address('Give the address of the product, such as https://wiki.example.com.').refine(
        (value) => !isServedHost(URL.parse(value)?.host ?? '', rules.siteHosts),
        { error: 'SITE_HOSTS says that installations of the Cloud may come from this host.' },
      ),
      product: z.enum(['jira', 'confluence'], { error: 'Must be jira or confluence.' }),
      admins: distinct(
        text('Give a user name.', (value) => (isUserName(value) ? undefined : 'No user name.')),
        ADMINS_MAX,
        'List the user names of those who decide on the rules of the site.',
      ),
      crowd: crowd.optional(),
      sessions: sessions.prefault({}),
      tokenAuth: tokenAuth.optional(),
    },
    'Must be an object that describes one site.',
  ).superRefine(({ product, tokenAuth: wanted }, context) => {
    if (product === 'confluence' || wanted === undefined) return
    const message = 'Jira has no prefix for tokens; leave this out.'
    context.addIssue({ code: 'custom', path: ['tokenAuth'], message })
  })
}

/** All our calls with the site's credentials go there, so nothing is repaired. */
function addressFault(value: string, { allowHttpSites }: SiteRules): string | undefined {
  const url = URL.parse(value)
  if (url === null) return 'This is no address.'
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowHttpSites)) {
    return 'Must begin with https://.'
  }
  return plainOf(url) === value.replace(/\/$/, '')
    ? undefined
    : 'Must be an origin and a plain path, in lower-case letters where it names the host, without user, query and fragment.'
}

function originFault(value: string, rules: SiteRules): string | undefined {
  const fault = addressFault(value, rules)
  if (fault !== undefined) return fault
  return URL.parse(value)?.origin === value ? undefined : 'Leave out the path.'
}

function plainOf(url: URL): string {
  return `${url.origin}${url.pathname}`.replace(/\/$/, '')
}

function shortFault(value: string): string | undefined {
  return /^[^\s\p{C}]{1,255}$/u.test(value) ? undefined : 'Use 1 to 255 characters without spaces.'
}

// RFC 6265 §4.1.1: a token of HTTP.
function cookieNameFault(value: string): string | undefined {
  return /^[\w!#$%&'*+.^`|~-]{1,100}$/.test(value) ? undefined : 'This is no name of a cookie.'
}
