import { createDesk, type Desk } from '../../src/cluster/desk.ts'
import type { Member } from '../../src/cluster/circle.ts'
import type { FromPrimary, FromWorker } from '../../src/cluster/messages.ts'
import type { Neighbours } from '../../src/cluster/neighbours.ts'
import { meetNeighbours } from '../../src/cluster/worker-link.ts'
import { createMemoryPoints } from '../../src/db/memory-points.ts'

/** A primary's desk without its processes: several apps of one test are its workers. */
export function deskOfTest(): Desk {
  return createDesk({ limits: createMemoryPoints(), guard: createMemoryPoints() })
}

/** One more worker; what is said crosses as text, and later, as between processes. */
export async function neighboursAt(
  desk: Desk,
  slot: number,
): Promise<{ readonly neighbours: Neighbours; readonly member: Member }> {
  let listen: (message: FromPrimary) => void = () => {}
  const later = <T>(message: T, then: (message: T) => void) => {
    const text = JSON.stringify(message)
    setImmediate(() => then(JSON.parse(text) as T)) // What was written is what is read.
  }
  const member: Member = {
    send: (message) => later(message, listen),
    kill: () => {
      throw new Error('no worker of this test is to be killed')
    },
  }
  const neighbours = await meetNeighbours({
    send: (message: FromWorker) => later(message, (said) => desk.onMessage(member, slot, said)),
    onMessage: (given) => (listen = given),
  })
  return { neighbours, member }
}
