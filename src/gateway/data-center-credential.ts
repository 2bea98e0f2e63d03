import type { IncomingMessage } from 'node:http'
import type { Credential } from '../identity/credential.ts'
import type { SignOns } from '../identity/sign-on/sign-ons.ts'
import { looksLikeJwt, subjectNamed } from '../identity/verification/unverified-jws.ts'
import { whenHere, type Awaitable } from '../lib/awaitable.ts'
import { matchesGlob } from '../lib/glob.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Call } from '../policy/call.ts'
import type { Snapshot } from '../policy/snapshot.ts'
import type { DataCenterSite } from '../tenants/data-center-site.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { presentedCredential } from './identify.ts'
import { hasCredential, readCredential } from './read-credential.ts'
import { demandSameSite, type SameSiteDeps } from './same-site.ts'
import { readSignOnCookie } from './sign-on-cookie.ts'

export interface DataCenterDeps extends SameSiteDeps {
  readonly signOns: Pick<SignOns, 'cookieNameOf'>
}

/** A Data Center site that is called, and how. */
export interface DataCenterArrival {
  readonly tenant: Tenant
  readonly site: DataCenterSite
  readonly call: Pick<Call, 'needsToken'>
  readonly snapshot: Snapshot
  readonly address: string
}

/**
 * What is presented to a Data Center site. Its browsers come with the cookie of their sign-on, where an admin
 * has switched that on; by its prefix for tokens come JWTs and nothing else.
 * @throws Refusal `request/ambiguous-credential`, `request/cross-site`, `credential/*`, `crowd/*`
 */
export function dataCenterCredential(
  deps: DataCenterDeps,
  req: IncomingMessage,
  arrival: DataCenterArrival,
): Awaitable<Credential | undefined> {
  const { site, call, snapshot } = arrival
  if (call.needsToken) return jwtOf(req, site)
  const { signOnCookies, anonymousCalls } = snapshot.document.switches
  const hasCookies = req.headers.cookie !== undefined
  const usual = () => presentedCredential(req, anonymousCalls)
  if (!signOnCookies || !hasCookies || site.crowd === undefined) return usual()
  return whenHere(deps.signOns.cookieNameOf(arrival.tenant), (name) => {
    return (name === undefined ? undefined : signOnIn(deps, req, name, arrival)) ?? usual()
  })
}

function signOnIn(
  deps: DataCenterDeps,
  req: IncomingMessage,
  name: string,
  { tenant, address }: DataCenterArrival,
): Credential | undefined {
  const cookie = readSignOnCookie(req, name, address)
  if (cookie === undefined) return undefined
  // Both may be good and of two people; a product would take one of them, and run as the other when it fails.
  if (hasCredential(req)) {
    throw new Refusal('request/ambiguous-credential', { detail: 'a sign-on cookie beside another' })
  }
  demandSameSite(deps, req, tenant, cookie)
  return { scheme: 'cookie', ...cookie }
}

/**
 * Of a token only the form and the subject are looked at here, to know whether it is meant for us at all;
 * whether it is genuine is found out after that, as for every token.
 */
function jwtOf(req: IncomingMessage, { tokenAuth }: DataCenterSite): Credential {
  if (tokenAuth === undefined) throw new Refusal('call/unknown-resource', { detail: 'token-auth' })
  const credential = readCredential(req)
  const token =
    credential.scheme === 'basic' || credential.scheme === 'cookie' ? undefined : credential.token
  const text = token?.reveal()
  if (token === undefined || text === undefined || !looksLikeJwt(text)) {
    throw new Refusal('credential/token-required', { detail: 'no JWT' })
  }
  const subject = subjectNamed(text)
  if (subject === undefined || !tokenAuth.subjects.some((glob) => matchesGlob(glob, subject))) {
    throw new Refusal('credential/token-required', { detail: 'a subject that is not ours' })
  }
  // `Authorization: JWT …` is how the product's own guide has it.
  return { scheme: 'bearer', token }
}
