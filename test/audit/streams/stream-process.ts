import { createStreamParts } from '../../../src/stream-parts.ts'
import { openDatabase } from '../../../src/db/database.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { systemIds } from '../../../src/lib/ids.ts'
import { createSealer } from '../../../src/lib/sealer.ts'
import { createTenantDirectory } from '../../../src/tenants/tenant-directory.ts'
import { testLog } from '../../support/sinks.ts'
import { aTenant } from '../../support/things.ts'

/** A process of its own that sends streams, for a test to kill: `stream-process.ts FILE KEY CLIENT_KEY`. */
const [, , file = '', key = '', clientKey = ''] = process.argv
const parts = createStreamParts({
  settings: { allowPrivateAddresses: true },
  database: await openDatabase(file),
  sealer: createSealer([{ id: 'one', key: Buffer.from(key, 'base64') }]),
  directory: createTenantDirectory([aTenant({ clientKey })]),
  clock: systemClock,
  ids: systemIds,
  log: testLog().log,
})
for (;;) {
  await parts.sendStreams()
  await new Promise((resolve) => setTimeout(resolve, 20))
}
