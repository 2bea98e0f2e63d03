import type { RefusalCode } from '../../lib/refusal-codes.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Secret } from '../../lib/secret.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import { unknownCredential } from '../unknown-credential.ts'
import type { AccountResolver } from './account-resolver.ts'
import { chooseProvider } from './choose-provider.ts'
import { chooseRule } from './choose-rule.ts'
import { claimedGroups } from './claimed-groups.ts'
import { admittingRule } from './provider-authenticator.ts'
import {
  accountFinding,
  chosen,
  groupsFindings,
  noProvider,
  ruleFinding,
} from './inspection-findings.ts'
import { issuerNameOf, type Provider, type TrustRule } from './provider.ts'
import type { CheckFinding } from '../verification/token-findings.ts'
import type { Inspection, TokenInspector } from './token-inspector.ts'
import type { TokenVerifier, Verification } from '../verification/verification.ts'
import { withoutToken } from './without-token.ts'

export interface TokenInspectorDeps {
  readonly verifier: TokenVerifier
  readonly resolveAccount: AccountResolver
}

/** Built from the parts that the gateway's authenticator is built from, so that both say the same. */
export function createTokenInspector(deps: TokenInspectorDeps): TokenInspector {
  return {
    async inspect(tenant, providers, token) {
      return withoutToken(await tried(deps, tenant, providers, token), token.reveal())
    },

    async proves(tenant, providers, token) {
      const provider = chooseProvider(providers, token.reveal())
      if (provider === undefined) {
        throw new Refusal('token/untrusted', { detail: 'no provider for a token to be linked' })
      }
      const verification = await deps.verifier.verify(tenant, provider, token)
      if (verification.kind === 'refused') {
        const detail = `provider ${provider.id}: ${verification.detail}`
        throw new Refusal(verification.code, { detail })
      }
      const rule = admittingRule(verification.token)
      if ((rule.account ?? provider.account).by !== 'link') {
        const detail = `provider ${provider.id}: rule ${rule.name} maps by no link`
        throw new Refusal('account/unknown', { detail })
      }
      const { subject } = verification.token
      return { issuer: issuerNameOf(provider), subject, provider }
    },
  }
}

async function tried(
  deps: TokenInspectorDeps,
  tenant: Tenant,
  providers: readonly Provider[],
  token: Secret,
): Promise<Inspection> {
  const text = token.reveal()
  const provider = chooseProvider(providers, text)
  // What the gateway answers to a token that is not believed: by its form alone.
  const { code: untrusted } = unknownCredential({ scheme: 'bearer', token }, 'not believed')
  if (provider === undefined) {
    return { verdict: 'refused', code: untrusted, findings: [noProvider(providers, text)] }
  }
  const { id, name } = provider
  const about = { provider: { id, name } }
  try {
    const verification = await deps.verifier.verify(tenant, provider, token)
    return { ...about, ...(await judged(deps, tenant, provider, verification, untrusted)) }
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    const says = thrown.detail ?? thrown.code
    const failed: CheckFinding = { check: 'key', verdict: 'failed', says }
    return { ...about, verdict: 'refused', code: thrown.code, findings: [chosen(provider), failed] }
  }
}

async function judged(
  deps: TokenInspectorDeps,
  tenant: Tenant,
  provider: Provider,
  verification: Verification,
  untrusted: RefusalCode,
): Promise<Omit<Inspection, 'provider'>> {
  const { header, claims } = verification
  const seen = {
    ...(header === undefined ? {} : { header }),
    ...(claims === undefined ? {} : { claims }),
  }
  const findings = [chosen(provider), ...verification.findings]
  if (verification.kind === 'refused') {
    const code = verification.code === 'token/untrusted' ? untrusted : verification.code
    return { ...seen, verdict: 'refused', code, findings }
  }
  const { token } = verification
  const choice = chooseRule(provider.rules, token.claims)
  const rule = ruleFinding(token, choice.kind === 'rule' ? choice.rule : undefined)
  const ruled = [...findings, ...groupsFindings(token), rule]
  if (choice.kind !== 'rule') {
    const code = choice.kind === 'none' ? 'token/no-rule' : 'token/incomplete'
    return { ...seen, verdict: 'refused', code, findings: ruled }
  }
  const granted = grantedBy(choice.rule, claimedGroups(provider, token.claims))
  try {
    const mapping = choice.rule.account ?? provider.account
    const standing = await deps.resolveAccount(tenant, token, mapping)
    const account = accountFinding(standing)
    return {
      ...seen,
      ...granted,
      verdict: 'admitted',
      actsAs: standing.actsAs,
      findings: [...ruled, account],
    }
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    const says = thrown.detail ?? thrown.code
    const account: CheckFinding = { check: 'account', verdict: 'failed', says }
    return {
      ...seen,
      ...granted,
      verdict: 'refused',
      code: thrown.code,
      findings: [...ruled, account],
    }
  }
}

function grantedBy(
  { name, access, resources, networks }: TrustRule,
  groups: Inspection['claimedGroups'],
) {
  return {
    rule: name,
    access,
    ...(resources === undefined ? {} : { resources }),
    ...(networks === undefined ? {} : { networks }),
    ...(groups === undefined ? {} : { claimedGroups: groups }),
  }
}
