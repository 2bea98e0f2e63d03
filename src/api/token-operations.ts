import { parseTokenLimits } from '../identity/token-limits.ts'
import type { Tokens } from '../identity/tokens.ts'
import { listOf, named, record } from './forms.ts'
import { invalidInput } from './invalid-input.ts'
import { liveTokenOnly } from './live-token-only.ts'
import { newTokenOperations, type NewTokenDeps } from './new-token-operations.ts'
import type { ManagementCall, Operation } from './operation.ts'
import { tokenViewOf } from './shown-token.ts'
import { readTokenQuery, TOKEN_QUERY } from './token-input.ts'

export interface TokenOperationDeps extends NewTokenDeps {
  readonly tokens: NewTokenDeps['tokens'] & Pick<Tokens, 'revoke' | 'change'>
}

const OF_TOKEN: NonNullable<Operation['inPath']> = [{ name: 'id', says: 'Of the token.' }]

/** All API tokens of the tenant, whosever they are. */
export function tokenOperations(deps: TokenOperationDeps): readonly Operation[] {
  const { tokens } = deps

  async function list({ person: { tenant }, inQuery }: ManagementCall) {
    const { ownerAccountId, state } = readTokenQuery(inQuery)
    const view = await tokenViewOf(deps, tenant)
    const shown = (await tokens.list(tenant.id, ownerAccountId)).map(view)
    const wanted = shown.filter((token) => state === undefined || token.state === state)
    return { status: 200 as const, body: { tokens: wanted } }
  }

  async function setLimits({ person, requestId, inPath, input }: ManagementCall) {
    const { tenant, accountId } = person
    const limits = parseTokenLimits(input)
    if (limits.kind === 'refused') throw invalidInput(limits.faults)
    const change = { limits: limits.value }
    const by = { actor: accountId, requestId, mayWiden: true }
    const token = await liveTokenOnly(tokens.change(tenant.id, inPath['id'] ?? '', change, by))
    return { status: 200 as const, body: (await tokenViewOf(deps, tenant))(token) }
  }

  return [
    {
      method: 'get',
      path: '/tokens',
      name: 'listTokens',
      says: 'All API tokens, newest first, also those that have ended.',
      inQuery: TOKEN_QUERY,
      answer: {
        status: 200,
        says: 'The tokens.',
        form: record({ tokens: listOf(named('Token')) }),
      },
      refuses: [],
      handle: list,
    },
    ...newTokenOperations(deps),
    {
      method: 'put',
      path: '/tokens/{id}/limits',
      name: 'setTokenLimits',
      says: 'Replaces the limits of a token, in effect from the next call on.',
      inPath: OF_TOKEN,
      input: named('TokenLimits'),
      answer: { status: 200, says: 'The token.', form: named('Token') },
      refuses: ['gatehouse/busy'],
      handle: setLimits,
    },
    {
      method: 'delete',
      path: '/tokens/{id}',
      name: 'revokeToken',
      says: 'Revokes a token, in effect from the next call on.',
      inPath: OF_TOKEN,
      answer: { status: 204, says: 'The token is revoked.' },
      refuses: ['gatehouse/busy'],
      handle: async ({ person, requestId, inPath }) => {
        const by = { actor: person.accountId, requestId }
        await tokens.revoke(person.tenant.id, inPath['id'] ?? '', by)
        return { status: 204 }
      },
    },
  ]
}
