import type { ChangeModel, FaultModel } from './present-change.ts'
import type { DifferencesModel } from './present-differences.ts'
import type { VersionListModel } from './present-version-list.ts'

/** One version beside another. */
interface ComparisonModel {
  /** What it is called within a sentence. */
  readonly words: string
  readonly heading: string
  readonly differences: DifferencesModel
  readonly backAction: string
  readonly action: string
  /** The other comparisons that can be asked for. */
  readonly others: readonly { readonly against: string; readonly label: string }[]
  readonly restoreAction: string | undefined
}

/** A version that is about to be made the newest, with what that means. */
interface RestoringModel {
  /** What it is called within a sentence. */
  readonly words: string
  readonly base: number
  readonly action: string
  /** Shows this anew, with what it would have done to the latest calls. */
  readonly tryAction: string
  readonly backAction: string
  readonly change: ChangeModel
  /** Why it cannot be restored under the rules of today. */
  readonly faults: readonly FaultModel[] | undefined
}

interface ExportModel {
  readonly text: string
  readonly fileName: string
  readonly version: number
  readonly backAction: string
}

export interface ImportModel {
  readonly checkAction: string
  readonly applyAction: string
  readonly backAction: string
  /** Why the text as a whole is none that could be looked at. */
  readonly problem: string | undefined
  readonly faults: readonly FaultModel[] | undefined
  /** Said of a document without a fault. */
  readonly checked:
    | {
        readonly base: number
        /** Digest of the text that was checked. */
        readonly digest: string
        readonly change: ChangeModel
      }
    | undefined
}

/** What the tab shows: one of these at a time. */
export interface VersionsModel {
  readonly list: VersionListModel | undefined
  readonly comparison: ComparisonModel | undefined
  readonly restoring: RestoringModel | undefined
  readonly exported: ExportModel | undefined
  readonly importing: ImportModel | undefined
}

export function panelWith(shown: Partial<VersionsModel>): VersionsModel {
  return {
    list: undefined,
    comparison: undefined,
    restoring: undefined,
    exported: undefined,
    importing: undefined,
    ...shown,
  }
}
