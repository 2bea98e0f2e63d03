import { tokenFactsOf, type ApiToken } from '../identity/api-token.ts'
import type { ProductGroups } from '../identity/product-groups.ts'
import type { Tokens } from '../identity/tokens.ts'
import { Refusal } from '../lib/refusal.ts'
import { ownerGroupsOf } from '../policy/owner-groups.ts'
import type { PolicyDocument } from '../policy/policy-document.ts'
import { tokenDaysMaxOf, tokenFault } from '../policy/token-standing.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { formOf, named } from './forms.ts'
import { parseInput } from './invalid-input.ts'
import { liveTokenOnly } from './live-token-only.ts'
import type { ManagementCall, Operation } from './operation.ts'
import { tokenViewOf, type TokenViewDeps } from './shown-token.ts'
import { rotationInput, SERVICE_TOKEN_FORM, serviceTokenInput } from './token-input.ts'

export interface NewTokenDeps extends TokenViewDeps {
  readonly tokens: Pick<Tokens, 'issue' | 'list' | 'rotate'>
  /** Asked where the life of an owner's tokens depends on groups. */
  readonly productGroups: Pick<ProductGroups, 'ofAccount'>
}

/** What answers with the text of a token. */
export function newTokenOperations(deps: NewTokenDeps): readonly Operation[] {
  const { tokens } = deps

  async function create({ person: { tenant, accountId }, requestId, input }: ManagementCall) {
    const { purpose, ...wish } = parseInput(serviceTokenInput, input)
    const made = await tokens.issue({
      ...wish,
      tenantId: tenant.id,
      actsAs: 'app',
      lifetimeDaysMax: await daysMaxOf(deps, tenant, wish.ownerAccountId),
      service: { purpose, createdBy: accountId },
      requestId,
    })
    return { status: 200 as const, body: await told(tenant, made) }
  }

  async function rotate({ person, requestId, inPath, input }: ManagementCall) {
    const { tenant, accountId } = person
    const { overlapHours } = parseInput(rotationInput, input)
    const id = inPath['id'] ?? ''
    const held = (await tokens.list(tenant.id)).find((token) => token.id === id)
    // One that is not there is refused below, for whatever time.
    const { document, groups } = await rulesFor(deps, tenant, held?.ownerAccountId ?? accountId)
    const wish = { overlapHours, lifetimeDaysMax: tokenDaysMaxOf(document, groups) }
    const by = { actor: accountId, requestId }
    const renewed = async () => {
      if (held !== undefined) demandServing(held, document, groups)
      return tokens.rotate(tenant.id, id, wish, by)
    }
    const made = await liveTokenOnly(renewed())
    return { status: 200 as const, body: await told(tenant, made) }
  }

  /** @throws Refusal `credential/expired`, `credential/idle` for what the rules have ended */
  function demandServing(held: ApiToken, document: PolicyDocument, groups: ReadonlySet<string>) {
    // A person's is that person's alone to rotate, who is an administrator here.
    const standing = { groups, ownerIsAdmin: true, now: deps.clock.now() }
    const fault = tokenFault(document, tokenFactsOf(held), standing)
    if (fault !== undefined) throw new Refusal(fault, { detail: `API token ${held.id}` })
  }

  async function told(tenant: Tenant, { token, text }: Awaited<ReturnType<Tokens['issue']>>) {
    const view = await tokenViewOf(deps, tenant)
    return { token: view(token), text: text.reveal() }
  }

  return [
    {
      method: 'post',
      path: '/tokens',
      name: 'createServiceToken',
      says: 'Makes a token for a service account. It acts as the app, and ends with its owner’s account.',
      input: SERVICE_TOKEN_FORM,
      answer: { status: 200, says: 'The token with its text.', form: named('NewToken') },
      refuses: ['gatehouse/busy'],
      handle: create,
    },
    {
      method: 'post',
      path: '/tokens/{id}/rotate',
      name: 'rotateToken',
      says:
        'Puts a new token in the place of a service account’s, or of one of the caller’s own, that ' +
        'may do the same for as long as the old one was made for.',
      inPath: [{ name: 'id', says: 'Of the old token.' }],
      input: formOf(rotationInput),
      answer: { status: 200, says: 'The new token with its text.', form: named('NewToken') },
      refuses: ['gatehouse/busy'],
      handle: rotate,
    },
  ]
}

async function daysMaxOf(deps: NewTokenDeps, tenant: Tenant, owner: string): Promise<number> {
  const { document, groups } = await rulesFor(deps, tenant, owner)
  return tokenDaysMaxOf(document, groups)
}

async function rulesFor(
  { policies, productGroups }: NewTokenDeps,
  tenant: Tenant,
  ownerAccountId: string,
) {
  const { document } = await policies.read(tenant.id)
  const ask = () => productGroups.ofAccount(tenant, ownerAccountId)
  return { document, groups: await ownerGroupsOf(document, ask) }
}
