import { createLinkSigner } from '../../src/audit/link-signer.ts'
import { reportInWords } from '../../src/audit/report-words.ts'
import { verifyChain } from '../../src/audit/verify-chain.ts'
import { recordedTenants, storedChain } from '../../src/db/chain-table.ts'
import { openDatabase } from '../../src/db/database.ts'
import { ownKey } from '../../src/db/sealed-keys.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { createSealer, type SealingKey } from '../../src/lib/sealer.ts'
import { HEAD_KEY } from '../../src/record-parts.ts'

/** What came of proving the chain of every tenant. */
export interface CheckedChains {
  readonly tenants: number
  readonly lines: number
  /** One text for each tenant whose chain is not as it was written. */
  readonly faults: readonly string[]
}

/** Proves each tenant's chain as `npm run audit -- verify` does. */
export async function checkChains(file: string, sealingKey: SealingKey): Promise<CheckedChains> {
  const database = await openDatabase(file)
  try {
    const key = await ownKey(database, createSealer([sealingKey]), systemIds, HEAD_KEY)
    const signer = createLinkSigner(key)
    const tenantIds = await recordedTenants(database)
    const faults: string[] = []
    let lines = 0
    for (const tenantId of tenantIds) {
      const report = await verifyChain(storedChain(database, tenantId), { signer })
      lines += report.lines
      if (report.faultCount > 0 || report.unchained > 0) faults.push(reportInWords(report))
    }
    return { tenants: tenantIds.length, lines, faults }
  } finally {
    await database.close()
  }
}
