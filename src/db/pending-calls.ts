import type { CallCompletion, CallEvent } from '../audit/audit-event.ts'
import { completionLine, eventLine } from '../audit/event-line.ts'
import type { CallLines } from './call-lines.ts'
import type { Journal, JournalEntry } from './journal/journal.ts'
import type { Segment } from './journal/segment.ts'

interface Waiter {
  resolve(): void
  reject(cause: unknown): void
}

/** A call on its way through the journal into the table; one object, since there are thousands a second. */
class PendingCall implements JournalEntry, CallLines {
  /** Of the event no more than this: as objects, thousands of them would be copied about by the collector. */
  readonly id: string
  readonly line: string
  readonly #all: Map<string, PendingCall>
  /** Who waits for it; let go of as soon as it is told, or all that it knows would live as long as this. */
  #waiter: Waiter | undefined
  /** When it was written, by the clock that no administrator sets. */
  since = 0
  endLine: string | undefined
  isStored = false
  /** Files of the journal that hold its lines. */
  #first: Segment | undefined
  #second: Segment | undefined

  constructor(all: Map<string, PendingCall>, event: CallEvent, waiter: Waiter) {
    this.#all = all
    this.id = event.id
    this.line = eventLine(event)
    this.#waiter = waiter
  }

  get isPending(): boolean {
    return this.#all.get(this.id) === this
  }

  written(segment: Segment): void {
    this.since = performance.now()
    this.#first = segment
    this.#all.set(this.id, this)
    this.#waiter?.resolve()
    this.#waiter = undefined
  }

  failed(cause: unknown): void {
    this.#waiter?.reject(cause)
  }

  endWritten(segment: Segment): void {
    if (this.isPending) this.#second = segment
    else segment.release()
  }

  release(): void {
    this.#first?.release()
    this.#second?.release()
    this.#first = undefined
    this.#second = undefined
  }
}

/** The end of a call on its way into the journal. */
class PendingEnd implements JournalEntry {
  readonly line: string
  readonly #call: PendingCall

  constructor(call: PendingCall, line: string) {
    this.#call = call
    this.line = line
  }

  get isObsolete(): boolean {
    return !this.#call.isPending
  }

  written(segment: Segment): void {
    this.#call.endWritten(segment)
  }

  // The call has been made and answered. After a crash nobody will know how it ended, and the event says
  // so; as long as this process lives, its end is on the way to the table.
  failed(): void {}
}

/** What is to be put into the table of one call: the event, its end, or both, as it was when this was made. */
interface CallToStore extends CallLines {
  readonly call: PendingCall
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

  return {
    get size() {
      return pending.size
    },
    append: (event) =>
      new Promise((resolve, reject) => {
        journal.append(new PendingCall(pending, event, { resolve, reject }))
      }),
    complete(eventId, completion) {
      const call = pending.get(eventId)
      if (call === undefined || call.endLine !== undefined) {
        throw new Error(`audit event ${eventId} is not there to be completed`)
      }
      call.endLine = completionLine(eventId, completion)
      journal.add(new PendingEnd(call, call.endLine))
    },
    due(openSince, max) {
      const due: CallToStore[] = []
      for (const call of pending.values()) {
        const { line, isStored, endLine, since } = call
        const isDue = endLine !== undefined || (!isStored && since <= openSince)
        if (isDue) due.push({ call, line, isStored, endLine })
        if (due.length >= max) break
      }
      return due
    },
    settle(stored) {
      for (const { call, endLine } of stored) {
        call.release()
        if (endLine === undefined) call.isStored = true
        else pending.delete(call.id)
      }
    },
  }
}
