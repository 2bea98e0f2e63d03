import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGateway } from '../../../src/gateway/gateway.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { systemIds } from '../../../src/lib/ids.ts'
import { createLog } from '../../../src/lib/log.ts'
import { evaluate } from '../../../src/policy/evaluate.ts'
import { createTenantDirectory } from '../../../src/tenants/tenant-directory.ts'
import { createCoalescer } from '../../../src/upstream/coalesce.ts'
import { createSiteClient } from '../../../src/upstream/site-client.ts'
import { NO_DATA_CENTER } from '../../support/no-data-center.ts'
import { aTenant, rulesOf } from './gateway-world.ts'

// A process with nothing in it but the gateway, so that its memory is the gateway's. Started with the
// product's origin as argument; tells its own origin, and on "measure" by how much it grew since.
const [, , productOrigin = ''] = process.argv
const tenant = aTenant('jira', { origin: productOrigin, host: new URL(productOrigin).host })
const gateway = createGateway({
  directory: createTenantDirectory([tenant]),
  authenticators: [
    async () => ({
      tenantId: tenant.id,
      actsAs: { kind: 'app' },
      access: 'write',
      credential: { kind: 'api-token', id: 'one' },
      ownerAccountId: 'ann',
    }),
  ],
  snapshotOf: async (named) => rulesOf(named),
  standingOf: async () => ({ groups: new Set(), ownerIsAdmin: false }),
  evaluate,
  dataCenter: NO_DATA_CENTER,
  guard: { take: async () => ({ shadows: [], giveBack: async () => {} }) },
  limiter: {
    take: async () => ({ kind: 'taken', budgets: [], shadows: [], giveBackShared: async () => {} }),
  },
  audit: { append: async () => {}, complete: async () => {} },
  refusals: { note: () => {} },
  recordedCredential: (_tenantId, credential) => credential,
  budget: { enter: async () => ({ settle: () => {} }) },
  coalescer: createCoalescer({ clock: systemClock }),
  siteClient: createSiteClient({
    atlassian: { tokenUrl: 'http://127.0.0.1:9', allowHttpSites: true },
    clock: systemClock,
  }),
  settings: { trustedProxies: [], clientIpHeader: 'x-forwarded-for', baseUrl: '' },
  clock: systemClock,
  ids: systemIds,
  log: createLog('fatal'),
})

const used = () => {
  const { rss } = process.memoryUsage()
  return rss
}
let base = 0
let peak = 0
setInterval(() => {
  peak = Math.max(peak, used())
}, 5)
process.on('message', (message) => {
  if (message === 'start') {
    globalThis.gc?.()
    base = used()
    peak = base
  }
  process.send?.({ grownBytes: Math.max(peak, used()) - base })
})

const server = createServer((req, res) => void gateway(req, res))
server.listen(0, '127.0.0.1', () => {
  // A server that listens on a port has an address record, not a pipe's name.
  const { port } = server.address() as AddressInfo
  process.send?.({ origin: `http://127.0.0.1:${String(port)}` })
})
