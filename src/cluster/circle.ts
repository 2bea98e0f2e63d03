import type { Change } from './change.ts'
import type { FromPrimary } from './messages.ts'

/** A worker that holds things, as the primary sees it. */
export interface Member {
  send(message: FromPrimary): void
  /** Ends it at once, whatever it is doing. */
  kill(): void
}

/** The workers that have to be told of changes. */
export interface Circle {
  join(member: Member): void
  /** It has ended, and holds nothing any more. @returns whether it was one of them */
  leave(member: Member): boolean
  /**
   * Resolves when each member but the one who tells has dropped what was changed, or has ended. One that
   * does not say so in time is killed: what is stuck must not go on with what it held.
   */
  tell(changes: readonly Change[], from?: Member): Promise<void>
  onDropped(member: Member, id: number): void
}

interface Telling {
  readonly left: Set<Member>
  readonly end: () => void
}

const TIMEOUT_MS = 5_000

export function createCircle(timeoutMs = TIMEOUT_MS): Circle {
  const members = new Set<Member>()
  const open = new Map<number, Telling>()
  let last = 0

  function cross(id: number, member: Member): void {
    const telling = open.get(id)
    telling?.left.delete(member)
    if (telling?.left.size !== 0) return
    open.delete(id)
    telling.end()
  }

  return {
    join(member) {
      members.add(member)
    },
    leave(member) {
      for (const id of [...open.keys()]) cross(id, member)
      return members.delete(member)
    },
    async tell(changes, from) {
      const left = new Set(members)
      if (from !== undefined) left.delete(from)
      if (left.size === 0) return
      const id = (last += 1)
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>((end) => {
        open.set(id, { left, end })
        // Their end is what is waited for then.
        timer = setTimeout(() => {
          for (const member of left) member.kill()
        }, timeoutMs)
        for (const member of left) member.send({ kind: 'drop', id, changes })
      })
      clearTimeout(timer)
    },
    onDropped(member, id) {
      cross(id, member)
    },
  }
}
