import type { Awaitable } from '../../lib/awaitable.ts'
import { createMarks } from '../../lib/marks.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import { NOT_MINE, type Authenticator, type Credential } from '../credential.ts'
import type { Principal } from '../principal.ts'
import { refusedAs, type ProvedCaller } from '../refused-caller.ts'
import { unknownCredential } from '../unknown-credential.ts'
import type { AccountResolver, Standing } from './account-resolver.ts'
import { chooseProvider } from './choose-provider.ts'
import { chooseRule, type RuleChoice } from './choose-rule.ts'
import { claimedGroups } from './claimed-groups.ts'
import type { Provider, TrustRule } from './provider.ts'
import { issuerIn, looksLikeJwt } from '../verification/unverified-jws.ts'
import type { Claims } from '../verification/token-findings.ts'
import type { VerifiedToken } from '../verification/verification.ts'
import type { VerifiedTokens } from '../verification/verified-tokens.ts'

export interface ProviderAuthenticatorDeps {
  /** The tenant's providers as they are now; the same list for as long as the policy is the same. */
  readonly providersOf: (tenantId: string) => Awaitable<readonly Provider[]>
  readonly verifiedTokens: Pick<VerifiedTokens, 'get' | 'recall'>
  readonly resolveAccount: AccountResolver
}

type Bearer = Extract<Credential, { readonly scheme: 'bearer' }>

/**
 * Bearer tokens of the tenant's own identity providers. A JWT always ends here, trusted or not; any
 * other token is "not mine" when no provider takes its kind.
 */
export function createProviderAuthenticator(deps: ProviderAuthenticatorDeps): Authenticator {
  const { providersOf, verifiedTokens } = deps
  const admissionOf = createAdmissions()

  const admit = (tenant: Tenant, token: VerifiedToken): Awaitable<Principal> => {
    const admission = admissionOf(token)
    const { rule, caller } = admission
    const mapping = rule.account ?? token.provider.account
    const standing = refusedAs(caller, true, () => deps.resolveAccount(tenant, token, mapping))
    return standing instanceof Promise
      ? standing.then((known) => principalOf(tenant, admission, known))
      : principalOf(tenant, admission, standing)
  }

  // No function is made inside of it: it is gone through at every call, and seldom waits.
  const recognize = (
    tenant: Tenant,
    providers: readonly Provider[],
    credential: Bearer,
  ): Awaitable<Principal | typeof NOT_MINE> => {
    const token = verifiedTokens.recall(tenant, providers, credential.token)
    if (token instanceof Promise) return recognizeLater(tenant, providers, credential, token)
    return token === undefined ? meet(tenant, providers, credential) : admit(tenant, token)
  }
  const recognizeLater = async (
    tenant: Tenant,
    providers: readonly Provider[],
    credential: Bearer,
    recalled: Promise<VerifiedToken | undefined>,
  ): Promise<Principal | typeof NOT_MINE> => {
    const token = await recalled
    return await (token === undefined ? meet(tenant, providers, credential) : admit(tenant, token))
  }
  const readProviders = async (
    credential: Bearer,
    tenant: Tenant,
    providers: Promise<readonly Provider[]>,
  ) => await recognize(tenant, await providers, credential)

  return (credential, tenant) => {
    if (credential.scheme !== 'bearer') return NOT_MINE
    const providers = providersOf(tenant.id)
    if (providers instanceof Promise) return readProviders(credential, tenant, providers)
    return recognize(tenant, providers, credential)
  }

  /** A token that was not seen before, or does not hold as it did. */
  async function meet(
    tenant: Tenant,
    providers: readonly Provider[],
    credential: Bearer,
  ): Promise<Principal | typeof NOT_MINE> {
    const text = credential.token.reveal()
    const provider = chooseProvider(providers, text)
    if (provider !== undefined) {
      return await admit(tenant, await verified(deps, tenant, provider, credential, providers))
    }
    if (!looksLikeJwt(text)) return NOT_MINE
    throw new Refusal('token/untrusted', { detail: `no provider for ${issuerWords(text)}` })
  }
}

// An opaque token that its provider does not know answers like one that nobody takes: else a guess
// would tell which sites are served.
async function verified(
  { verifiedTokens }: ProviderAuthenticatorDeps,
  tenant: Tenant,
  provider: Provider,
  credential: Bearer,
  providers: readonly Provider[],
): Promise<VerifiedToken> {
  try {
    return await verifiedTokens.get(tenant, provider, credential.token, providers)
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.code !== 'token/untrusted') throw thrown
    throw unknownCredential(credential, thrown.detail ?? 'not believed')
  }
}

/** What follows from a token and its provider alone: found once, however many calls come with the token. */
interface Admission {
  /** Mark of the provider that it was found with. */
  readonly provider: number
  readonly rule: TrustRule
  readonly caller: ProvedCaller
  readonly claimedGroups: Principal['claimedGroups']
  /** As of the last call: while its account is the same, so is its holder. */
  principal: Principal | undefined
}

function createAdmissions(): (token: VerifiedToken) => Admission {
  const markOf = createMarks()
  // A remembered token has the same claims at every call.
  const admissions = new WeakMap<Claims, Admission>()
  return (token) => {
    const known = admissions.get(token.claims)
    const provider = markOf(token.provider)
    if (known?.provider === provider) return known
    const admission = { provider, ...admittedBy(token), principal: undefined }
    admissions.set(token.claims, admission)
    return admission
  }
}

/** @throws RefusedCaller for a token that no rule admits */
function admittedBy(token: VerifiedToken) {
  const { provider, claims, subject, digest } = token
  const proved: Principal['credential'] = {
    kind: 'provider-token',
    id: `${provider.id}#${digest}`,
    subject,
    provider: provider.id,
  }
  const stranger = { credential: proved, ownerAccountId: undefined }
  const rule = refusedAs(stranger, false, () => admittingRule(token))
  const caller = { credential: { ...proved, trustRule: rule.name }, ownerAccountId: undefined }
  return { rule, caller, claimedGroups: claimedGroups(provider, claims) }
}

function principalOf(tenant: Tenant, admission: Admission, standing: Standing): Principal {
  const { rule, caller, claimedGroups, principal: known } = admission
  const { actsAs, accountId } = standing
  const isSame = known?.ownerAccountId === accountId && known?.actsAs.kind === actsAs.kind
  if (known !== undefined && isSame && known.tenantId === tenant.id) return known
  admission.principal = {
    tenantId: tenant.id,
    actsAs,
    access: rule.access,
    resources: rule.resources,
    networks: rule.networks,
    claimedGroups,
    credential: caller.credential,
    ownerAccountId: accountId,
  }
  return admission.principal
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
