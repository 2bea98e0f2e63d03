import { Refusal } from '../../lib/refusal.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import { NOT_MINE, type Authenticator, type Credential } from '../credential.ts'
import type { Principal } from '../principal.ts'
import { refusedAs } from '../refused-caller.ts'
import { unknownCredential } from '../unknown-credential.ts'
import type { AccountResolver } from './account-resolver.ts'
import { chooseProvider } from './choose-provider.ts'
import { chooseRule, type RuleChoice } from './choose-rule.ts'
import { claimedGroups } from './claimed-groups.ts'
import type { Provider, TrustRule } from './provider.ts'
import { issuerIn, looksLikeJwt } from '../verification/unverified-jws.ts'
import type { Claims } from '../verification/token-findings.ts'
import type { VerifiedToken } from '../verification/verification.ts'
import type { VerifiedTokens } from '../verification/verified-tokens.ts'

export interface ProviderAuthenticatorDeps {
  /** The tenant's providers as they are now. */
  readonly providersOf: (tenantId: string) => Promise<readonly Provider[]>
  readonly verifiedTokens: Pick<VerifiedTokens, 'get'>
  readonly resolveAccount: AccountResolver
}

/**
 * Bearer tokens of the tenant's own identity providers. A JWT always ends here, trusted or not; any
 * other token is "not mine" when no provider takes its kind.
 */
export function createProviderAuthenticator(deps: ProviderAuthenticatorDeps): Authenticator {
  return async (credential, tenant) => {
    if (credential.scheme !== 'bearer') return NOT_MINE
    const text = credential.token.reveal()
    const provider = chooseProvider(await deps.providersOf(tenant.id), text)
    if (provider === undefined) {
      if (!looksLikeJwt(text)) return NOT_MINE
      throw new Refusal('token/untrusted', { detail: `no provider for ${issuerWords(text)}` })
    }
    const token = await verified(deps, tenant, provider, credential)
    const proved: Principal['credential'] = {
      kind: 'provider-token',
      id: `${provider.id}#${token.digest}`,
      subject: token.subject,
      provider: provider.id,
    }
    const stranger = { credential: proved, ownerAccountId: undefined }
    const rule = await refusedAs(stranger, false, () => admittingRule(token))
    const admitted = { ...proved, trustRule: rule.name }
    const mapping = rule.account ?? provider.account
    const { actsAs, accountId } = await refusedAs(
      { credential: admitted, ownerAccountId: undefined },
      true,
      () => deps.resolveAccount(tenant, token, mapping),
    )
    const principal: Principal = {
      tenantId: tenant.id,
      actsAs,
      access: rule.access,
      resources: rule.resources,
      networks: rule.networks,
      claimedGroups: claimedGroups(provider, token.claims),
      credential: admitted,
      ownerAccountId: accountId,
    }
    return principal
  }
}

// An opaque token that its provider does not know answers like one that nobody takes: else a guess
// would tell which sites are served.
async function verified(
  { verifiedTokens }: ProviderAuthenticatorDeps,
  tenant: Tenant,
  provider: Provider,
  credential: Extract<Credential, { readonly scheme: 'bearer' }>,
): Promise<VerifiedToken> {
  try {
    return await verifiedTokens.get(tenant, provider, credential.token)
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.code !== 'token/untrusted') throw thrown
    throw unknownCredential(credential, thrown.detail ?? 'not believed')
  }
}

interface Chosen {
  readonly rules: readonly TrustRule[]
  readonly choice: RuleChoice
}

// The choice follows from claims and rules alone. A remembered token has the same claims at every call,
// and a provider that was edited has other rules.
const choices = new WeakMap<Claims, Chosen>()

function choiceFor({ claims, provider: { rules } }: VerifiedToken): RuleChoice {
  const known = choices.get(claims)
  if (known?.rules === rules) return known.choice
  const choice = chooseRule(rules, claims)
  choices.set(claims, { rules, choice })
  return choice
}

/**
 * The first trust rule that fits; looked for once, however many calls come with the token.
 * @throws Refusal `token/no-rule`; `token/incomplete` when a rule depends on a claim that the provider
 * left out for its size, or that is too long, since nobody can say whether a narrower rule would have
 * come first
 */
export function admittingRule(token: VerifiedToken): TrustRule {
  const { provider, subject } = token
  const choice = choiceFor(token)
  const who = `provider ${provider.id}, subject ${JSON.stringify(subject)}`
  switch (choice.kind) {
    case 'rule':
      return choice.rule
    case 'none':
      throw new Refusal('token/no-rule', { detail: who })
    case 'incomplete':
      throw new Refusal('token/incomplete', {
        detail: `${who}: ${choice.claim} was left out, or is too long`,
      })
  }
}

const ISSUER_SHOWN_MAX = 100

function issuerWords(text: string): string {
  const issuer = issuerIn(text)
  if (issuer === undefined) return 'a token without a readable issuer'
  return `the issuer ${JSON.stringify(issuer.slice(0, ISSUER_SHOWN_MAX))}`
}
