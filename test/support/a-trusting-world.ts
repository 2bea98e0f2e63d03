import type { Link } from '../../src/identity/link.ts'
import type {
  AccountMapping,
  IntrospectionClient,
  Provider,
} from '../../src/identity/providers/provider.ts'
import type { Switches } from '../../src/policy/switches.ts'
import { Secret } from '../../src/lib/secret.ts'
import { AUDIENCE, startIdp, type Idp } from '../idp/start-idp.ts'
import type { Installation } from '../site/install/installation.ts'
import type { Account } from '../site/people/account.ts'
import { anInstalledWorld, refusalIn, type InstalledWorld } from './a-world.ts'
import { movableClock } from './movable-clock.ts'

export const MYSELF = '/rest/api/3/myself'

/** The accountId stands in a claim of the token; `claimsOf` makes such tokens. */
export const BY_CLAIM: AccountMapping = { by: 'claim', claim: 'atlassian_id' }
export const claimsOf = ({ accountId }: Account) => ({ atlassian_id: accountId })

export const BY_EMAIL: AccountMapping = {
  by: 'email',
  claim: 'email',
  verifiedClaim: 'email_verified',
}

/** An installed world with a company's identity provider beside it, which nobody trusts yet. */
export interface TrustingWorld extends InstalledWorld {
  readonly idp: Idp
  /** The admins' decision from now on: these providers and no other. */
  trust(...providers: readonly Provider[]): Promise<void>
  /** The same, of what an admin can switch. */
  set(switches: Partial<Switches>): Promise<void>
  link(subject: string, accountId: string, issuer?: string): Promise<Link>
  /**
   * Makes one call of Jira. @returns `200` and the account that the product saw behind it, or status
   * and code of the refusal
   */
  outcome(token: string, path?: string): Promise<string>
  tenantId(installation?: Installation): string
}

/** The provider of the tests is on loopback. */
export const PRIVATE_ADDRESSES = { ALLOW_PRIVATE_ADDRESSES: 'true' }

/** Gatehouse and the site share a clock that can be moved; the provider's time is the real one. */
export async function aTrustingWorld(
  environment: Readonly<Record<string, string>> = {},
): Promise<TrustingWorld> {
  const clock = movableClock()
  const idp = await startIdp()
  const world = await anInstalledWorld({
    clock,
    site: { now: () => clock.now() },
    environment: { ...PRIVATE_ADDRESSES, ...environment },
  })
  const { app } = world.gatehouse
  const by = { actor: world.people.admin.accountId, requestId: 'a-test' }
  const tenantId = (installation = world.jira) =>
    app.directory.byClientKey(installation.product, installation.clientKey)?.id ?? ''
  return {
    ...world,
    idp,
    tenantId,
    async trust(...providers) {
      await app.policies.change(tenantId(), by, ({ document }) => ({ ...document, providers }))
    },
    async set(given) {
      await app.policies.change(tenantId(), by, ({ document }) => ({
        ...document,
        switches: { ...document.switches, ...given },
      }))
    },
    link: (subject, accountId, issuer = idp.issuer) =>
      app.links.link({ tenantId: tenantId(), issuer, subject, accountId }, by),
    async outcome(token, path = MYSELF) {
      const answer = await world.call(path, token)
      if (answer.status !== 200) return refusalIn(answer)
      await answer.arrayBuffer()
      return `200 ${String(world.world.log.calls({ server: 'site', path }).at(-1)?.actingAs)}`
    },
    async stop() {
      await world.stop()
      await idp.stop()
    },
  }
}

/** The provider as an admin would enter it: discovery, persons by link, everybody may write. */
export function companyLogin(idp: Idp, given: Partial<Provider> = {}): Provider {
  return {
    id: 'company',
    name: 'Company login',
    enabled: true,
    issuer: idp.issuer,
    audiences: [AUDIENCE],
    keys: { from: 'discovery' },
    algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    typ: 'at+jwt',
    clockToleranceSeconds: 30,
    subjectClaim: 'sub',
    account: { by: 'link' },
    rules: [{ name: 'everybody', access: 'write' }],
    ...given,
  }
}

/** How Gatehouse proves itself when it introspects; `wrong` does not succeed. */
export type ClientProof = 'basic' | 'post' | 'signed' | 'wrong'

/** The same company, whose tokens are opaque: all that no other takes are put to its introspection. */
export function introspectingLogin(
  idp: Idp,
  proof: ClientProof = 'basic',
  given: Partial<Provider> = {},
): Provider {
  return companyLogin(idp, {
    id: 'introspecting',
    keys: {
      from: 'introspection',
      url: idp.introspectionUrl,
      client: clientOf(idp, proof),
      prefix: '',
      cacheSeconds: 60,
    },
    algorithms: [],
    typ: undefined,
    ...given,
  })
}

function clientOf(idp: Idp, proof: ClientProof): IntrospectionClient {
  if (proof === 'signed') {
    const { privateKey, ...client } = idp.clients.signed
    return { method: 'private_key_jwt', ...client, privateKey: new Secret(privateKey) }
  }
  if (proof === 'wrong') {
    const { clientId } = idp.clients.basic
    return { method: 'client_secret_basic', clientId, clientSecret: new Secret('not its secret') }
  }
  const { clientId, clientSecret } = idp.clients[proof]
  return { method: `client_secret_${proof}`, clientId, clientSecret: new Secret(clientSecret) }
}

const DAY_SECONDS = 24 * 3600

/** What tests about time and faults do again and again, with tokens of Alice, told by a claim. */
export function alicesTokens(world: TrustingWorld) {
  const { idp, people } = world
  // Long-lived, so that the clock can be moved past what Gatehouse remembers and not past its end.
  const given = { claims: claimsOf(people.alice), lifeSeconds: DAY_SECONDS }
  return {
    trust: () => world.trust(companyLogin(idp, { account: BY_CLAIM })),
    introspect: () => world.trust(introspectingLogin(idp, 'basic', { account: BY_CLAIM })),
    token: () => idp.token(given),
    opaque: () => idp.opaqueToken(given),
    /** Like the world's, without the account of a call that was served. */
    outcome: async (text: string) => (await world.outcome(text)).replace(/^200 .*/, '200'),
  }
}
