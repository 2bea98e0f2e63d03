import type { Person } from '../../../identity/person.ts'
import { Refusal } from '../../../lib/refusal.ts'
import { isSameValue } from '../../../lib/same-value.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { PagesDeps } from '../../page-room.ts'

/** Ids of the product's groups that somebody is in; or that it could not be asked. */
export type OwnGroups = readonly string[] | 'unknown'

export async function ownGroupsOf(
  { productGroups }: Pick<PagesDeps, 'productGroups'>,
  { tenant, accountId }: Person,
): Promise<OwnGroups> {
  try {
    return await productGroups.ofAccount(tenant, accountId)
  } catch (thrown) {
    // The question is only for a warning, and that it cannot be answered is told instead.
    if (thrown instanceof Refusal && thrown.code === 'groups/unavailable') return 'unknown'
    throw thrown
  }
}

/**
 * What an admin would lose in person, as far as the product's groups tell: sentences that begin with
 * "You yourself". What a provider's token adds is not known here.
 * @param product as people call it
 */
export function ownLosses(
  before: PolicyDocument,
  after: PolicyDocument,
  own: OwnGroups,
  product: string,
): readonly string[] {
  if (own === 'unknown') {
    return isSameValue(bearing(before), bearing(after)) ? [] : [uncertain(product)]
  }
  const [was, is] = [standingOf(before, own), standingOf(after, own)]
  return [
    ...(was.mayCall && !is.mayCall
      ? [
          `You yourself may not call any more: by the groups of ${product}, you are in none of these.`,
        ]
      : []),
    ...(was.mayWrite && !is.mayWrite ? ['You yourself would only read.'] : []),
    ...(was.hasFullAccess && !is.hasFullAccess
      ? ['You yourself would need access rules, without full access.']
      : []),
  ]
}

function uncertain(product: string): string {
  return `${product} could not be asked which groups you are in, so it is not certain what you yourself may do afterwards.`
}

function standingOf({ groups, access }: PolicyDocument, own: readonly string[]) {
  const mine = groups
    .filter(({ sources }) =>
      sources.some((source) => source.from === 'product' && own.includes(source.groupId)),
    )
    .map(({ id }) => id)
  const isIn = (list: readonly string[]) => list.some((id) => mine.includes(id))
  return {
    mayCall: access.mayCall === 'everyone' || isIn(access.mayCall),
    mayWrite: !isIn(access.readOnly),
    hasFullAccess: isIn(access.fullAccess),
  }
}

/** What of a document somebody's standing depends on. */
function bearing({ groups, access: { mayCall, readOnly, fullAccess } }: PolicyDocument) {
  const named = new Set([...(mayCall === 'everyone' ? [] : mayCall), ...readOnly, ...fullAccess])
  const members = groups
    .filter(({ id }) => named.has(id))
    .map(({ id, sources }) => ({ id, sources }))
  return { mayCall, readOnly, fullAccess, members }
}
