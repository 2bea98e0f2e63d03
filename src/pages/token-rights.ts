import { tokenFactsOf, stateOf, type ApiToken } from '../identity/api-token.ts'
import type { Person } from '../identity/person.ts'
import type { RefusalCode } from '../lib/refusal-codes.ts'
import type { PolicyDocument } from '../policy/policy-document.ts'
import { liveMaxOf, tokenDaysMaxOf, tokenFault } from '../policy/token-standing.ts'
import type { PagesDeps } from './page-room.ts'
import { tokenGroupsOf } from './token-groups.ts'

/** What this person may create: decided anew for each request. */
export interface Rights {
  readonly isAdmin: boolean
  /** Why this person can create no token now; absent when it can. */
  readonly objection: CreatingObjection | undefined
  /** Longest life of a new token, for administrators too. */
  readonly tokenDaysMax: number
  /** How many live tokens this person may own; absent: any number. */
  readonly liveMax: number | undefined
  /** Why a token of this person does not serve under the rules; undefined when it does. */
  readonly faultOf: (token: ApiToken) => RefusalCode | undefined
}

/** A rule that stands against creating a token, in the words of the page. */
export interface CreatingObjection {
  readonly code: Extract<
    RefusalCode,
    'tokens/not-allowed' | 'credential/owner-not-allowed' | 'tokens/too-many'
  >
  readonly title: string
  readonly text: string
}

type Deps = Pick<PagesDeps, 'isAdmin' | 'policies' | 'productGroups' | 'tokens' | 'clock'>

/** @throws Refusal when the product cannot be asked */
export async function rightsOf(deps: Deps, { tenant, accountId }: Person): Promise<Rights> {
  const [isAdmin, { document }] = await Promise.all([
    deps.isAdmin(tenant, accountId),
    deps.policies.read(tenant.id),
  ])
  const groups = await tokenGroupsOf(deps, document, tenant, accountId)
  const own = await deps.tokens.list(tenant.id, accountId)
  const now = deps.clock.now()
  const live = own.filter((each) => each.purpose === undefined && stateOf(each, now) === 'live')
  const liveMax = liveMaxOf(document, groups)
  return {
    isAdmin,
    objection:
      (isAdmin ? undefined : holdingObjection(document, groups)) ??
      countObjection(live.length, liveMax),
    tokenDaysMax: tokenDaysMaxOf(document, groups),
    liveMax,
    faultOf: (token) =>
      tokenFault(document, tokenFactsOf(token), { groups, ownerIsAdmin: isAdmin, now }),
  }
}

function holdingObjection(
  { access, switches, groups: known }: PolicyDocument,
  groups: ReadonlySet<string>,
): CreatingObjection | undefined {
  const { mayHoldTokens } = access
  if (mayHoldTokens !== 'everyone' && !mayHoldTokens.some((id) => groups.has(id))) {
    const names = known.filter(({ id }) => mayHoldTokens.includes(id)).map(({ name }) => name)
    const who = names.length === 0 ? 'administrators' : `members of ${names.join(', ')}`
    return {
      code: 'credential/owner-not-allowed',
      title: 'You may have no tokens on this site',
      text: `By a rule of your site only ${who} may have API tokens. Calls with tokens that you have from before are refused, and you can revoke them below. Ask an administrator if a program of yours needs a token.`,
    }
  }
  if (switches.usersMayCreateTokens) return undefined
  return {
    code: 'tokens/not-allowed',
    title: 'Creating tokens is switched off',
    text: 'An administrator of your site has decided that only administrators create tokens. Ask one of them if a program of yours needs a token. Tokens that you have go on working, and you can revoke them below.',
  }
}

function countObjection(live: number, liveMax: number | undefined): CreatingObjection | undefined {
  if (liveMax === undefined || live < liveMax) return undefined
  return {
    code: 'tokens/too-many',
    title: 'You have as many tokens as you may',
    text: `By a rule of your site nobody has more than ${String(liveMax)} active ${liveMax === 1 ? 'token' : 'tokens'}, and you have ${String(live)}. Revoke one below to create another, or rotate one to get a new secret for it.`,
  }
}
