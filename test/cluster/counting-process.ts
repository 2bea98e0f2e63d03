import { countSteps } from '../../src/cluster/count-steps.ts'
import type { FromWorker } from '../../src/cluster/messages.ts'
import { createMemoryPoints } from '../../src/db/memory-points.ts'

/** A process that counts as the primary does, for a test that is its worker. */
const points = { limits: createMemoryPoints(), guard: createMemoryPoints() }
process.on('message', (message: FromWorker) => {
  if (message.kind !== 'count') return
  void countSteps(points, message.steps).then((counted) => {
    process.send?.({ kind: 'counted', id: message.id, counted })
  })
})
process.send?.('ready')
