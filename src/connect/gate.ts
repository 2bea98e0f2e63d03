import type { Request } from 'express'
import { epochSeconds, type Clock } from '../lib/clock.ts'
import { acceptableHashes, CONTEXT_QSH } from '../lib/qsh.ts'
import { presentedToken, type TokenPlace } from './presented-token.ts'
import { addressOf } from './request-address.ts'
import { readToken, type Claims, type UnverifiedToken } from './unverified-token.ts'
import { untrusted } from './untrusted.ts'

/** What a kind of route demands of its token. The kinds are never interchangeable. */
export interface RouteKind {
  readonly place: TokenPlace
  readonly alg: 'HS256' | 'RS256'
  /** `url`: the hash of this very request. `context`: the literal of `AP.context.getToken()`. */
  readonly qsh: 'url' | 'context'
}

/** The page in a frame. */
export const PAGE: RouteKind = { place: 'query', alg: 'HS256', qsh: 'url' }
/** What a page of ours does, with a fresh token of the product for each request. */
export const ACTION: RouteKind = { place: 'header', alg: 'HS256', qsh: 'context' }
/** `enabled`, `disabled` and webhooks. */
export const CALLBACK: RouteKind = { place: 'header', alg: 'HS256', qsh: 'url' }
/** `installed` and `uninstalled`, signed by Atlassian's own key ("signed install"). */
export const INSTALL: RouteKind = { place: 'header', alg: 'RS256', qsh: 'url' }

/** Who we are to one product. */
export interface AppIdentity {
  readonly appKey: string
  /** As in the descriptor: `https://gatehouse.example.com/jira`. */
  readonly baseUrl: string
  /** Path of `baseUrl`, which is no part of what is hashed. */
  readonly basePath: string
}

/** Longest life of a token, in seconds; the product's own live for 3 minutes. */
const LIFETIME_SECONDS_MAX = 15 * 60
/** How far the sender's clock may be ahead of ours, in seconds. */
const AHEAD_SECONDS_MAX = 60

/**
 * Everything about a token that can be judged without a key, before ACE or any key server is asked.
 * ACE takes a token without `exp`, skips `qsh` where it should compare, and believes `aud` over
 * `iss`; so none of that is left to it.
 *
 * @throws Refusal `product/untrusted`
 */
export function passGate(
  req: Request,
  kind: RouteKind,
  app: AppIdentity,
  clock: Clock,
): UnverifiedToken {
  const token = readPlausible(presentedToken(req, kind.place), kind.alg, app, clock)
  if (!coversRequest(token.claims.qsh, req, kind, app)) throw untrusted('qsh')
  return token
}

/**
 * The same gate for a context token that came without a request of ours around it: a context token is
 * bound to no address, so there is nothing else to compare it with.
 *
 * @throws Refusal `product/untrusted`, also for a token that is bound to an address
 */
export function passContextGate(text: string, app: AppIdentity, clock: Clock): UnverifiedToken {
  const token = readPlausible(text, ACTION.alg, app, clock)
  if (token.claims.qsh !== CONTEXT_QSH) throw untrusted('qsh')
  return token
}

function readPlausible(
  text: string,
  alg: RouteKind['alg'],
  app: AppIdentity,
  clock: Clock,
): UnverifiedToken {
  const token = readToken(text)
  if (token.header.alg !== alg) throw untrusted('header')
  if (!isTimely(token.claims, epochSeconds(clock))) throw untrusted('lifetime')
  // Our own outbound tokens carry our key as issuer and the tenant's secret as signature.
  if (token.claims.iss === app.appKey) throw untrusted('issuer')
  if (!isForUs(token.claims, alg, app)) throw untrusted('audience')
  return token
}

// No leeway on `exp`: ACE has none, so granting one here would only move the refusal.
function isTimely({ iat, exp, nbf }: Claims, now: number): boolean {
  return (
    exp > now &&
    iat <= now + AHEAD_SECONDS_MAX &&
    exp - iat <= LIFETIME_SECONDS_MAX &&
    (nbf === undefined || nbf <= now + AHEAD_SECONDS_MAX)
  )
}

// An install names us by base URL. Signed requests name nobody, or the tenant itself: ACE looks the
// tenant up by the first audience if there is one, so any other would pick another tenant's secret.
function isForUs({ aud, iss }: Claims, alg: RouteKind['alg'], app: AppIdentity): boolean {
  switch (alg) {
    case 'RS256':
      return aud?.length === 1 && aud[0]?.replace(/\/$/, '') === app.baseUrl
    case 'HS256':
      return aud === undefined || (aud.length === 1 && aud[0] === iss)
  }
}

function coversRequest(qsh: string, req: Request, kind: RouteKind, app: AppIdentity): boolean {
  switch (kind.qsh) {
    case 'context':
      return qsh === CONTEXT_QSH
    case 'url': {
      const { path, query } = addressOf(req)
      if (!path.startsWith(`${app.basePath}/`)) return false
      const relative = path.slice(app.basePath.length)
      return acceptableHashes(req.method, relative, query).includes(qsh)
    }
  }
}
