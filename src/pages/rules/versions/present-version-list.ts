import type { PolicyVersion } from '../../../policy/policy-document.ts'
import { momentOf, type Moment } from '../../date-words.ts'

interface VersionRow {
  readonly version: number
  readonly isCurrent: boolean
  readonly changed: Moment
  /** An account id; absent where no person made it. */
  readonly account: string | undefined
  readonly showAction: string
  readonly restoreAction: string | undefined
}

export interface VersionListModel {
  readonly rows: readonly VersionRow[]
  readonly isEmpty: boolean
  readonly personPath: string
  readonly exportAction: string
  readonly importAction: string
  readonly listAction: string
  /** The last that is shown, where there are older ones. */
  readonly before: number | undefined
  /** Not the newest are shown. */
  readonly isLater: boolean
}

export const VERSIONS_SHOWN_MAX = 25

/** Who is named where an update of Gatehouse wrote what had held before. */
const BY_ITSELF = 'migration'

/** @param versions one more than is shown, where there are so many */
export function presentVersionList(
  versions: readonly PolicyVersion[],
  view: {
    readonly current: number
    readonly now: number
    readonly personPath: string
    readonly actions: string
    readonly before?: number | undefined
  },
): VersionListModel {
  const { actions } = view
  const shown = versions.slice(0, VERSIONS_SHOWN_MAX)
  return {
    rows: shown.map(({ version, changedAt, changedBy }) => ({
      version,
      isCurrent: version === view.current,
      changed: momentOf(changedAt, view.now),
      account: changedBy === BY_ITSELF ? undefined : changedBy,
      showAction: `${actions}/${String(version)}/diff`,
      restoreAction: version === view.current ? undefined : `${actions}/${String(version)}/restore`,
    })),
    isEmpty: shown.length === 0,
    personPath: view.personPath,
    exportAction: `${actions}/export`,
    importAction: `${actions}/import`,
    listAction: `${actions}/list`,
    before: versions.length > VERSIONS_SHOWN_MAX ? shown.at(-1)?.version : undefined,
    isLater: view.before !== undefined,
  }
}
