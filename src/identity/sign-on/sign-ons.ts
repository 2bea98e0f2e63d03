import { createHmac } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Awaitable } from '../../lib/awaitable.ts'
import type { Clock } from '../../lib/clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Secret } from '../../lib/secret.ts'
import { createSingleFlight } from '../../lib/single-flight.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import { NOT_MINE, type Authenticator, type SignOnCookie } from '../credential.ts'
import type { Principal } from '../principal.ts'
import { isSameUser, isUserName } from '../user-name.ts'
import { createAddressRule, type AddressRule } from './address-rule.ts'
import { crowdSiteOf, type Crowd, type CrowdSession } from './crowd.ts'

/** People who have signed on by a site's Crowd, known by their cookie. */
export interface SignOns {
  /**
   * Takes sign-on cookies of Data Center sites: whose they are is for Crowd to say, from where the client is.
   * @throws Refusal `credential/invalid`, `crowd/*`
   */
  readonly authenticate: Authenticator
  /**
   * The name of the site's sign-on cookie; undefined for a site without Crowd.
   * @throws Refusal `crowd/*`
   */
  cookieNameOf(tenant: Tenant): Awaitable<string | undefined>
  /** Ends the session at Crowd, for every application that takes part. @throws Refusal `crowd/*` */
  end(tenant: Tenant, cookie: Pick<SignOnCookie, 'token'>): Promise<void>
  /** Drops what is held of these tenants. */
  forget(tenantIds: readonly string[]): void
  /** Drops what is held of one token: the product did not take it, or its owner has signed out. */
  forgetToken(tenantId: string, tokenDigest: string): void
  /** Drops what is held of one user; absent: of all users of the site. */
  forgetUser(tenantId: string, userName: string | undefined): void
  /** Whether the site's Crowd holds sessions to the addresses that they were made from, as far as it is known. */
  readonly addressRule: AddressRule['stateOf']
}

export interface SignOnDeps {
  readonly crowd: Pick<Crowd, 'validate' | 'cookieConfig' | 'end'>
  /** Key of what stands for a token in records and caches. */
  readonly digestKey: Secret
  readonly clock: Clock
}

interface Held {
  readonly principal: Principal | undefined
  /** Of this state of the site: what was held of an earlier one is not found. */
  readonly siteVersion: number
  readonly until: number
}

/**
 * How long Crowd's word is believed. The same for everybody who shares a session, since its end is told to
 * nobody; short, because a product's own interval is what people complain about.
 */
const FRESH_MS = 30_000
/** So that a browser in a loop cannot flood Crowd; short, since a session may just have been made. */
const REFUSED_MS = 5_000
const TOKENS_MAX = 20_000

export function createSignOns({ crowd, digestKey, clock }: SignOnDeps): SignOns {
  const held = new LRUCache<string, Held>({ max: TOKENS_MAX })
  const singleFlight = createSingleFlight<Principal | undefined>()
  const rule = createAddressRule(crowd, clock)
  let generation = 0

  async function ask(tenant: Tenant, cookie: SignOnCookie, key: string, digest: string) {
    const before = generation
    const site = crowdSiteOf(tenant)
    const session = await crowd.validate(site, cookie.token, cookie.factors)
    const principal = session && (await principalFor(tenant, cookie, digest, session))
    const until = clock.now() + (principal === undefined ? REFUSED_MS : FRESH_MS)
    if (generation === before) {
      held.set(key, { principal, siteVersion: tenant.secretVersion, until })
    }
    return principal
  }

  async function principalFor(
    tenant: Tenant,
    { name: cookieName, token, address }: SignOnCookie,
    tokenDigest: string,
    { userName }: CrowdSession,
  ): Promise<Principal> {
    // It will stand in records, headers and pages.
    if (!isUserName(userName)) {
      throw new Refusal('crowd/unavailable', { detail: 'Crowd named a user that is no name here' })
    }
    const mayWrite =
      tenant.dataCenter?.sessions.acceptsAnyAddress === true ||
      (await rule.isHeld(crowdSiteOf(tenant), token))
    return {
      tenantId: tenant.id,
      actsAs: {
        kind: 'user',
        accountId: userName,
        signOn: { cookieName, token, tokenDigest, address },
      },
      access: mayWrite ? 'write' : 'read',
      credential: { kind: 'sso-cookie', id: tokenDigest.slice(0, 16), subject: userName },
      ownerAccountId: userName,
    }
  }

  return {
    authenticate(credential, tenant) {
      if (credential.scheme !== 'cookie') return NOT_MINE
      const digest = digestOf(credential.token, tenant, digestKey)
      const key = keyOf(tenant.id, digest, credential)
      const known = held.get(key)
      if (known?.siteVersion === tenant.secretVersion && known.until > clock.now()) {
        return orRefused(known.principal)
      }
      const flight = `${String(generation)} ${String(tenant.secretVersion)} ${key}`
      return singleFlight(flight, () => ask(tenant, credential, key, digest)).then(orRefused)
    },
    cookieNameOf(tenant) {
      const access = tenant.dataCenter?.crowd
      if (access === undefined) return undefined
      if (access.cookieName !== undefined) return access.cookieName
      return crowd.cookieConfig(crowdSiteOf(tenant)).then(({ name }) => name)
    },
    async end(tenant, { token }) {
      forgetWhere((key) => key.startsWith(`${tenant.id}\n${digestOf(token, tenant, digestKey)}\n`))
      await crowd.end(crowdSiteOf(tenant), token)
    },
    forget(tenantIds) {
      forgetWhere((key) => tenantIds.some((id) => key.startsWith(`${id}\n`)))
      rule.forget(tenantIds)
    },
    forgetToken(tenantId, tokenDigest) {
      forgetWhere((key) => key.startsWith(`${tenantId}\n${tokenDigest}\n`))
    },
    forgetUser(tenantId, userName) {
      forgetWhere((key, principal) => {
        if (!key.startsWith(`${tenantId}\n`)) return false
        const owner = principal?.ownerAccountId
        return userName === undefined || (owner !== undefined && isSameUser(owner, userName))
      })
    },
    addressRule: (siteId) => rule.stateOf(siteId),
  }

  function forgetWhere(isMeant: (key: string, principal: Principal | undefined) => boolean): void {
    // Also what is under way gets nothing of its past back.
    generation += 1
    for (const [key, { principal }] of [...held.entries()]) {
      if (isMeant(key, principal)) held.delete(key)
    }
  }
}

function orRefused(principal: Principal | undefined): Principal {
  if (principal !== undefined) return principal
  throw new Refusal('credential/invalid', { detail: 'Crowd knows no such session from there' })
}

// A digest of ours, of one tenant: what stands in a record tells nobody the token, nor that two sites share one.
function digestOf(token: Secret, { id }: Tenant, key: Secret): string {
  const text = `${id}\n${token.reveal()}`
  return createHmac('sha256', key.reveal()).update(text).digest('base64url')
}

function keyOf(tenantId: string, digest: string, { factors, address }: SignOnCookie): string {
  const { remoteAddress, forwardedFor = '' } = factors
  return `${tenantId}\n${digest}\n${remoteAddress}\n${forwardedFor}\n${address}`
}
