import type { Tenant } from '../../../tenants/tenant.ts'
import type { PagesDeps } from '../../page-room.ts'
import { knownNames } from '../events/caller-words.ts'
import { presentNotice, type NoticeRow } from './present-notices.ts'

/** The newest of what has to be seen to; also told as a flag of the product. */
export interface NoticeBannerModel {
  readonly notices: readonly NoticeRow[]
  /** Opens the tab of notices. */
  readonly action: string
}

const DAY_MS = 24 * 3_600_000
const READ_MAX = 100
const SHOWN_MAX = 3

/**
 * What happened since yesterday that an administrator should see to; undefined when there is nothing.
 * Its partial is `overview-notices-banner`.
 * @param root path of the pages: `/jira/pages`
 */
export async function presentNoticeBanner(
  deps: Pick<PagesDeps, 'notices' | 'clock' | 'tokens' | 'policies'>,
  { id }: Pick<Tenant, 'id'>,
  root: string,
): Promise<NoticeBannerModel | undefined> {
  const now = deps.clock.now()
  const [newest, names] = await Promise.all([
    deps.notices.newest(id, now - DAY_MS, READ_MAX),
    knownNames(deps, id),
  ])
  const urgent = newest
    .map((each) => presentNotice(each, names, now))
    .filter(({ isUrgent }) => isUrgent)
  if (urgent.length === 0) return undefined
  return { notices: urgent.slice(0, SHOWN_MAX), action: `${root}/overview/notices` }
}
