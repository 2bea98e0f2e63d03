import type { CallCompletion, CallEvent } from '../audit/audit-event.ts'
import { completionLine, eventLine } from '../audit/event-line.ts'
import type { Journal } from './journal/journal.ts'
import type { Segment } from './journal/segment.ts'

/** A call that the journal has and the table has not, or not its end. */
interface PendingCall {
  readonly event: CallEvent
  readonly line: string
  /** When it was written, by the clock that no administrator sets. */
  readonly since: number
  completion: CallCompletion | undefined
  endLine: string | undefined
  /** The event is in the table; what is open is its end. */
  isStored: boolean
  /** Files of the journal that hold its lines. */
  segments: Segment[]
}

/** What is to be put into the table of one call: the event, its end, or both. */
export interface CallToStore {
  readonly call: PendingCall
  readonly event: CallEvent
  readonly line: string
  readonly isStored: boolean
  readonly completion: CallCompletion | undefined
  readonly endLine: string | undefined
}

export interface PendingCalls {
  readonly size: number
  /** Resolves when the event is on disk. */
  append(event: CallEvent): Promise<void>
  /** @throws Error for a call that is not known, or that has ended before */
  complete(eventId: string, completion: CallCompletion): void
  /**
   * What can be stored now, in the order of the journal. A call that has not ended is among it when it
   * was written before `openSince`: until then its end will probably come along.
   */
  due(openSince: number, max: number): CallToStore[]
  /** These are in the table now. */
  settle(stored: readonly CallToStore[]): void
}

export function createPendingCalls(journal: Journal): PendingCalls {
  const pending = new Map<string, PendingCall>()

  function release(call: PendingCall): void {
    for (const segment of call.segments) segment.release()
    call.segments = []
  }

  return {
    get size() {
      return pending.size
    },
    append: (event) =>
      new Promise((resolve, reject) => {
        const line = eventLine(event)
        journal.append({
          line,
          written(segment) {
            const since = performance.now()
            const segments = [segment]
            pending.set(event.id, {
              ...{ event, line, since, segments, isStored: false },
              ...{ completion: undefined, endLine: undefined },
            })
            resolve()
          },
          failed: reject,
        })
      }),
    complete(eventId, completion) {
      const call = pending.get(eventId)
      if (call === undefined || call.completion !== undefined) {
        throw new Error(`audit event ${eventId} is not there to be completed`)
      }
      const line = completionLine(eventId, completion)
      call.completion = completion
      call.endLine = line
      const isPending = () => pending.get(eventId) === call
      journal.add({
        line,
        get isObsolete() {
          return !isPending()
        },
        written(segment) {
          if (isPending()) call.segments.push(segment)
          else segment.release()
        },
        // The call has been made and answered. After a crash nobody will know how it ended, and the
        // event says so; as long as this process lives, its end is on the way to the table.
        failed: () => {},
      })
    },
    due(openSince, max) {
      const due: CallToStore[] = []
      for (const call of pending.values()) {
        const { event, line, isStored, completion, endLine, since } = call
        const isDue = completion !== undefined || (!isStored && since <= openSince)
        if (isDue) due.push({ call, event, line, isStored, completion, endLine })
        if (due.length >= max) break
      }
      return due
    },
    settle(stored) {
      for (const { call, completion } of stored) {
        release(call)
        if (completion === undefined) call.isStored = true
        else pending.delete(call.event.id)
      }
    },
  }
}
