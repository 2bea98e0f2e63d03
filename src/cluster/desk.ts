import { createCircle, type Member } from './circle.ts'
import { countSteps } from './count-steps.ts'
import type { FromWorker } from './messages.ts'
import type { SharedPoints } from './neighbours.ts'

/** Where workers' messages are dealt with. */
export interface Desk {
  /** @param slot the place of the worker that says it */
  onMessage(member: Member, slot: number, message: FromWorker): void
  /** It has ended. What it changed at last it may not have told any more: nobody believes what they hold. */
  onEnd(member: Member): void
}

export function createDesk(points: SharedPoints, circle = createCircle()): Desk {
  return {
    onMessage(member, slot, message) {
      switch (message.kind) {
        case 'hello':
          member.send({ kind: 'place', slot })
          return
        case 'join':
          circle.join(member)
          member.send({ kind: 'joined' })
          return
        case 'count':
          void countSteps(points, message.steps).then((counted) => {
            member.send({ kind: 'counted', id: message.id, counted })
          })
          return
        case 'changed':
          void circle.tell(message.changes, member).then(() => {
            member.send({ kind: 'told', id: message.id })
          })
          return
        case 'dropped':
          circle.onDropped(member, message.id)
      }
    },
    onEnd(member) {
      if (circle.leave(member)) void circle.tell([{ kind: 'anything' }])
    },
  }
}
