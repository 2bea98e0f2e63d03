import { isSignedHs256, readJws } from '../tokens/jws.ts'
import type { Members } from '../tokens/jws.ts'
import { accountsOf, productUrl } from '../site-state.ts'
import type { SiteState } from '../site-state.ts'
import type { InstallationRecord } from '../install/installation-record.ts'
import { maySignIn } from '../people/account.ts'
import type { Account } from '../people/account.ts'
import type { WorldState } from '../world-state.ts'
import { TokenRefused } from './read-token-form.ts'

const clientPrefix = 'urn:atlassian:connect:clientid:'
const userPrefix = 'urn:atlassian:connect:useraccountid:'

/** Who asks, for whom. */
export interface CheckedAssertion {
  readonly site: SiteState
  readonly installation: InstallationRecord
  readonly account: Account
  readonly claims: Members
}

function invalid(description: string): TokenRefused {
  return new TokenRefused('invalid_grant', description)
}

function below(prefix: string, value: unknown): string | undefined {
  if (typeof value !== 'string' || !value.startsWith(prefix)) return undefined
  return value.slice(prefix.length)
}

function findClient(world: WorldState, iss: unknown): [SiteState, InstallationRecord] {
  const id = below(clientPrefix, iss)
  for (const site of world.sites) {
    const found = site.installations.find(
      ({ oauthClientId, state }) => oauthClientId === id && state === 'enabled',
    )
    if (found !== undefined) return [site, found]
  }
  throw invalid(`Unknown client: ${String(iss)}`)
}

function checkTimes(claims: Members, now: number): void {
  const { iat, exp } = claims
  if (typeof exp !== 'number' || typeof iat !== 'number') throw invalid('exp and iat are required')
  if (exp <= now) throw invalid(`Expired at ${exp}, time is now ${now}`)
  if (iat > now + 60) throw invalid('Issued in the future')
  if (exp - now <= 60) return
  throw invalid(
    `Expiration timestamp too far in the future [was ${exp - now} seconds from now; please set \`exp\` to no more than 60 seconds after issue time]`,
  )
}

function findAccount(site: SiteState, installation: InstallationRecord, sub: unknown): Account {
  const id = below(userPrefix, sub)
  const account = accountsOf(site).find(({ accountId }) => accountId === id)
  if (account?.accountType !== 'atlassian') throw invalid(`Unknown user: ${String(sub)}`)
  if (!maySignIn(account, installation.product)) {
    throw invalid(`User is not active in ${installation.product}: ${String(sub)}`)
  }
  return account
}

/** Checks every claim of the assertion against the installation that it names. */
export function checkAssertion(
  world: WorldState,
  assertion: string,
  nowSeconds: number,
): CheckedAssertion {
  const token = readJws(assertion)
  if (token === undefined) throw invalid('Assertion is not a JWT')
  const [site, installation] = findClient(world, token.claims['iss'])
  if (!isSignedHs256(token, installation.sharedSecret)) throw invalid('Invalid signature')
  const { claims } = token
  const { aud, sub, tnt } = claims
  if (aud !== world.urls.tokenUrl) throw invalid(`Invalid aud: ${String(aud)}`)
  if (tnt !== productUrl(site, installation.product)) throw invalid(`Invalid tnt: ${String(tnt)}`)
  checkTimes(claims, nowSeconds)
  if (!(installation.descriptor.scopes ?? []).includes('ACT_AS_USER')) {
    throw new TokenRefused('unauthorized_client', 'The add-on has no ACT_AS_USER scope')
  }
  return { site, installation, account: findAccount(site, installation, sub), claims }
}
