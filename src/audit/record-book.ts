import type { RetentionRules } from './retention-rules.ts'
import type { ChainCut, SignedHead } from './signed-links.ts'
import type { ChainReport } from './verify-chain.ts'

/** What there is of a tenant's record. */
export interface RecordState {
  readonly events: number
  /** When the oldest of them was recorded, in milliseconds since the epoch; undefined without one. */
  readonly since: number | undefined
  /** Of these, how many are from before there was a chain. */
  readonly unchained: number
  /** Place of the last line; 0 before any. */
  readonly lines: number
  readonly lastCut: ChainCut | undefined
  readonly lastHead: SignedHead | undefined
}

/** What rules would remove now. */
export interface Removal {
  readonly events: number
  /** Of the oldest and of the newest of them, in milliseconds since the epoch. */
  readonly from: number
  readonly to: number
}

/** A tenant's record as a whole, for the doors. What takes long waits for its turn like other long reads. */
export interface RecordBook {
  /** That heads are signed with; SPKI as PEM. */
  readonly publicKey: string
  state(tenantId: string): Promise<RecordState>
  /** Newest first. */
  heads(tenantId: string, limit: number): Promise<readonly SignedHead[]>
  /** Undefined where nothing would be removed. */
  wouldRemove(tenantId: string, rules: RetentionRules): Promise<Removal | undefined>
  /** Proves the end of the record: about so many lines. */
  verify(tenantId: string, linesMax: number): Promise<ChainReport>
}
