import { isUserName } from '../identity/user-name.ts'
import type { Link, LinkSelection } from '../identity/link.ts'
import { invalidInput } from './invalid-input.ts'
import type { Operation } from './operation.ts'

const LIMIT_MAX = 200

export const LINK_QUERY: NonNullable<Operation['inQuery']> = [
  { name: 'accountId', says: 'Only the links of this account.' },
  { name: 'limit', says: `How many at most: 1 to ${LIMIT_MAX}, which is taken without it.` },
  { name: 'after', says: 'Goes on with a list: `next` of the part before.' },
]

/**
 * Which part of the links is asked for.
 * @throws Refusal `request/invalid-input` with all faults
 */
export function readLinkQuery(inQuery: Readonly<Record<string, string>>): LinkSelection {
  const { accountId, limit = String(LIMIT_MAX), after } = inQuery
  const position = after === undefined ? undefined : positionIn(after)
  const isCount = /^[1-9]\d{0,2}$/.test(limit) && Number(limit) <= LIMIT_MAX
  const faults = [
    ...(accountId === undefined || isUserName(accountId)
      ? []
      : [{ path: 'query.accountId', says: 'Must be an Atlassian account id.' }]),
    ...(isCount ? [] : [{ path: 'query.limit', says: `Must be 1 to ${LIMIT_MAX}.` }]),
    ...(after === undefined || position !== undefined
      ? []
      : [{ path: 'query.after', says: 'Must be `next` of an answer, as it is.' }]),
  ]
  if (faults.length > 0) throw invalidInput(faults)
  return { accountId, limit: Number(limit), after: position }
}

/** Where a list goes on; `undefined` when it has ended. */
export function nextAfter(links: readonly Link[], { limit }: LinkSelection): string | undefined {
  const last = links.at(-1)
  if (last === undefined || links.length < limit) return undefined
  return `${last.createdAt}.${last.id}`
}

// The position itself, not an id to be looked up: the link may be gone when the list goes on.
function positionIn(after: string): LinkSelection['after'] {
  const [, createdAt, id] = /^(\d{1,15})\.([\w-]{1,64})$/.exec(after) ?? []
  return createdAt === undefined || id === undefined
    ? undefined
    : { createdAt: Number(createdAt), id }
}
