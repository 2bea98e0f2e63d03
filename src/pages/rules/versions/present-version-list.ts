import { DEFAULT_POLICY, type PolicyVersion } from '../../../policy/policy-document.ts'
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

interface BeforeFirstModel {
  readonly version: number
  readonly showAction: string
  readonly restoreAction: string
}

export interface VersionListModel {
  readonly rows: readonly VersionRow[]
  readonly isEmpty: boolean
  readonly personPath: string
  readonly exportAction: string
  readonly importAction: string
  readonly listAction: string
  /** What held before anybody decided anything, where the first change is among the rows. */
  readonly beforeFirst: BeforeFirstModel | undefined
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
    beforeFirst: beforeFirst(shown, actions),
    before: versions.length > VERSIONS_SHOWN_MAX ? shown.at(-1)?.version : undefined,
    isLater: view.before !== undefined,
  }
}

// What an update of Gatehouse wrote down had held already: before it there was nothing to go back to.
function beforeFirst(
  shown: readonly PolicyVersion[],
  actions: string,
): BeforeFirstModel | undefined {
  const { version } = DEFAULT_POLICY
  const first = shown.find((each) => each.version === version + 1)
  if (first === undefined || first.changedBy === BY_ITSELF) return undefined
  const at = `${actions}/${String(version)}`
  return { version, showAction: `${at}/diff`, restoreAction: `${at}/restore` }
}
