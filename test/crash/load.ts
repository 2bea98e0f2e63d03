import type { CallerAnswer, SentCall } from './calls.ts'
import type { PlannedCall } from './call-mix.ts'

/** Callers that go on until their connections break, or until they are told to stop. */
export interface Load {
  /** What was sent so far; grows. */
  readonly sentCount: number
  /** Lets the calls under way end and makes no others. @returns all calls, of the end of the process if it was killed */
  ended(killedAt?: number): Promise<readonly SentCall[]>
}

/** Makes one call; rejects when the connection breaks. */
export type MakeCall = (planned: PlannedCall, mark: string) => Promise<Response>

/** An answer, and when it was there as a whole. */
export type TimedAnswer = Omit<CallerAnswer, 'beforeKillMs'> & {
  /** By `performance.now()`. */
  readonly at: number
  readonly contentType: string | undefined
}

const PROBLEM = 'application/problem+json'

/**
 * @param marks what the marks of these calls begin with; of no other load
 * @param choose what the next call is to be
 */
export function startLoad(
  makeCall: MakeCall,
  marks: string,
  choose: () => PlannedCall,
  connections: number,
): Load {
  const sent: (Omit<SentCall, 'answer'> & { answer?: TimedAnswer })[] = []
  let isStopping = false

  async function keepCalling(): Promise<void> {
    while (!isStopping) {
      const planned = choose()
      const mark = `${marks}-${String(sent.length).padStart(6, '0')}`
      const call: (typeof sent)[number] = { mark, expected: planned.expected }
      sent.push(call)
      const answer = await answerOf(makeCall(planned, mark))
      if (answer === undefined) return // Whom it was connected to is gone.
      call.answer = answer
    }
  }

  const callers = Array.from({ length: connections }, keepCalling)
  return {
    get sentCount() {
      return sent.length
    },
    async ended(killedAt = Number.POSITIVE_INFINITY) {
      isStopping = true
      await Promise.all(callers)
      return sent.map(({ mark, expected, answer }) => {
        if (answer === undefined) return { mark, expected }
        const { status, code, at } = answer
        return { mark, expected, answer: { status, code, beforeKillMs: killedAt - at } }
      })
    },
  }
}

/** The whole answer, or undefined where the connection broke before its end. */
export async function answerOf(calling: Promise<Response>): Promise<TimedAnswer | undefined> {
  try {
    const response = await calling
    const text = await response.text()
    const contentType = response.headers.get('content-type') ?? undefined
    const code = contentType === PROBLEM ? codeIn(text) : undefined
    return { status: response.status, code, contentType, at: performance.now() }
  } catch (broken) {
    // What fetch makes of a connection that cannot be opened, or ends too early.
    if (broken instanceof TypeError) return undefined
    throw broken
  }
}

function codeIn(problem: string): string {
  const { code } = JSON.parse(problem) as { readonly code: string } // Every one of ours has a code.
  return code
}
