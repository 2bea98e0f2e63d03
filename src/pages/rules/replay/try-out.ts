import type { Person } from '../../../identity/person.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { knownNames } from '../../overview/events/caller-words.ts'
import type { PagesDeps } from '../../page-room.ts'
import { wordsOf } from '../../product-words.ts'
import { presentReplay, type ReplayModel } from './present-replay.ts'

export type TryOutDeps = Pick<PagesDeps, 'policies' | 'replayer' | 'tokens' | 'clock'>

/** What a form sends in place of an answer when its change is to be tried, and nothing to be saved. */
export const TRY = 'try'

/** What a draft would have done to the latest calls of the admin's tenant. */
export async function tryOut(
  deps: TryOutDeps,
  { tenant }: Pick<Person, 'tenant'>,
  draft: PolicyDocument,
): Promise<ReplayModel> {
  const [summary, names] = await Promise.all([
    deps.replayer.try(tenant, draft),
    knownNames(deps, tenant.id),
  ])
  const { personPath } = wordsOf(tenant.product)
  return presentReplay(summary, draft, { names, personPath, now: deps.clock.now() })
}
