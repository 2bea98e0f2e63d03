import { covers } from '../access/scopes.ts'
import { faultGate } from '../faults/fault-gate.ts'
import { refuse } from '../http/exchange.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Handle } from '../http/listen.ts'
import { html, json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import { productUrl } from '../site-state.ts'
import { readJws } from '../tokens/jws.ts'
import { secondsAt } from '../world-state.ts'
import type { WorldState } from '../world-state.ts'
import { checkAssertion } from './check-assertion.ts'
import type { CheckedAssertion } from './check-assertion.ts'
import { readTokenForm, TokenRefused } from './read-token-form.ts'

function readScopes(scope: string | undefined, granted: readonly string[]): readonly string[] {
  if (scope === undefined || scope === '') return granted
  const names = scope.split(' ')
  // Names are matched as written: "read" is no scope, and neither is "READ+WRITE" encoded twice.
  const refused = names.find((name) => !covers(granted, name))
  if (refused === undefined) return names
  throw new TokenRefused('invalid_scope', `Scope not granted to the add-on: ${refused}`)
}

function mint(world: WorldState, checked: CheckedAssertion, scopes: readonly string[]): Reply {
  const { site, installation, account } = checked
  const { auth } = world.faults
  const token = world.accessTokens.mint({
    accountId: account.accountId,
    tenantUrl: productUrl(site, installation.product),
    product: installation.product,
    clientKey: installation.clientKey,
    appKey: installation.appKey,
    scopes,
    endsAtSeconds: secondsAt(world, auth) + auth.tokenLifeSeconds,
  })
  const expires = auth.hideShortLife ? 900 : auth.tokenLifeSeconds
  const body = { access_token: token, expires_in: expires, token_type: 'Bearer' }
  return json(200, body, { 'content-type': 'application/json', 'cache-control': 'no-store' })
}

async function exchangeToken(world: WorldState, exchange: Exchange): Promise<Reply> {
  const { entry } = exchange
  const form = await readTokenForm(exchange)
  const shown = readJws(form.assertion)
  if (shown !== undefined) entry.claims = { ...shown.claims, scope: form.scope }
  const checked = checkAssertion(world, form.assertion, secondsAt(world, world.faults.auth))
  const { installation, account } = checked
  entry.appKey = installation.appKey
  entry.clientKey = installation.clientKey
  entry.actingAs = account.accountId
  return mint(world, checked, readScopes(form.scope, installation.descriptor.scopes ?? []))
}

/** The OAuth server that turns a signed assertion into a user's Bearer token. */
export function tokenHandler(world: WorldState): Handle {
  return async (exchange) => {
    const fault = await faultGate(world.faults.auth, exchange)
    if (fault !== undefined) return fault
    if (exchange.target !== '/oauth2/token') {
      return refuse(exchange, 'unknown-route', json(404, { error: 'not_found' }))
    }
    try {
      const reply = await exchangeToken(world, exchange)
      return world.faults.auth.garbage ? html(200, '<html>{"access_token":') : reply
    } catch (cause) {
      if (!(cause instanceof TokenRefused)) throw cause
      return refuse(exchange, cause.error, cause.reply(), cause.message)
    }
  }
}
