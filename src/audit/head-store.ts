import type { ChainLink } from './chain.ts'
import type { SignedHead } from './signed-links.ts'

/** Where signed heads are kept. */
export interface HeadStore {
  /**
   * Signs the end of each chain that has grown since its last head, and keeps the heads.
   * @param sign is handed the ends; older heads than a day are thinned out to one an hour
   * @returns what was signed
   */
  signGrown(
    now: number,
    sign: (tenantId: string, end: ChainLink) => SignedHead,
  ): Promise<readonly SignedHead[]>
  /** Newest first. */
  newest(tenantId: string, limit: number): Promise<readonly SignedHead[]>
}
