import type { Fault } from '../../../lib/fault.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { impactOf } from '../../../policy/policy-impact.ts'
import type { ReplayModel } from '../replay/present-replay.ts'
import { presentDifferences, type DifferencesModel } from './present-differences.ts'

/** What another document in the place of the present one would change. */
export interface ChangeModel {
  readonly differences: DifferencesModel
  readonly loses: readonly string[]
  readonly gains: readonly string[]
  readonly losesNobody: boolean
  readonly hasGains: boolean
  /** What it would have done to the latest calls; absent before somebody asks. */
  readonly trial: ReplayModel | undefined
  /** Whether that can still be asked. */
  readonly canTry: boolean
}

/** A fault of a document with its place as JSON readers write it. */
export interface FaultModel {
  readonly place: string
  readonly says: string
}

export function presentChange(
  before: PolicyDocument,
  after: PolicyDocument,
  trial?: ReplayModel,
): ChangeModel {
  const { loses, gains } = impactOf(before, after)
  const differences = presentDifferences(before, after)
  return {
    differences,
    loses,
    gains,
    losesNobody: loses.length === 0,
    hasGains: gains.length > 0,
    trial,
    canTry: trial === undefined && !differences.isSame,
  }
}

export function presentFaults(faults: readonly Fault[]): FaultModel[] {
  return faults.map(({ path, says }) => ({ place: path === '' ? 'the whole' : path, says }))
}
