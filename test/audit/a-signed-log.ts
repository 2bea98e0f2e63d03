import { createLinkSigner } from '../../src/audit/link-signer.ts'
import { createHeadRound } from '../../src/audit/head-round.ts'
import { verifyChain, type ChainReport, type VerifyOptions } from '../../src/audit/verify-chain.ts'
import { storedChain } from '../../src/db/chain-table.ts'
import { createHeadTable } from '../../src/db/head-table.ts'
import { ownKey } from '../../src/db/sealed-keys.ts'
import { systemIds } from '../../src/lib/ids.ts'
import type { SealingKey } from '../../src/lib/sealer.ts'
import { Secret } from '../../src/lib/secret.ts'
import { writeChained, type Written } from '../db/a-chain.ts'
import { testLog } from '../support/sinks.ts'
import { temporaryDatabase } from '../support/temporary-database.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { BEGIN } from './a-log.ts'

export const TENANT = 'jira-tenant'

export function aSigner(letter = 'k') {
  return createLinkSigner(new Secret(Buffer.alloc(32, letter).toString('base64')))
}

/** A record in SQLite that is written, signed and proved by hand, and tampered with by SQL. */
export async function aSignedLog(key?: SealingKey) {
  const temporary = await temporaryDatabase(key && [key])
  const { database, sealer } = temporary
  // With a key to seal it by, it is the one that the program finds.
  const signer =
    key === undefined
      ? aSigner()
      : createLinkSigner(await ownKey(database, sealer, systemIds, 'audit-heads'))
  const clock = stoppedClock(BEGIN)
  const { log, lines } = testLog()
  const sign = createHeadRound({ store: createHeadTable(database), signer, clock, log })
  return {
    ...temporary,
    clock,
    signer,
    logLines: lines,
    sign,
    write: (all: readonly Written[]) =>
      database.write(async (tables) => {
        await writeChained(tables, all)
      }),
    /** One statement, as somebody who can write the file might run it. */
    sql: (statement: string) =>
      database.write(async ({ audit }) => {
        await audit.sequelize?.query(statement)
      }),
    verify: (options: Partial<VerifyOptions> = {}, tenantId = TENANT): Promise<ChainReport> =>
      verifyChain(storedChain(database, tenantId), { signer, ...options }),
    /** Empties the record, for the next run of a property. */
    empty: () =>
      database.write(async ({ audit, auditChains, auditHeads, auditCuts }) => {
        await audit.destroy({ where: {} })
        await auditChains.destroy({ where: {} })
        await auditHeads.destroy({ where: {} })
        await auditCuts.destroy({ where: {} })
      }),
  }
}

export type SignedLog = Awaited<ReturnType<typeof aSignedLog>>
