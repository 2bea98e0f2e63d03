import { Refusal } from '../lib/refusal.ts'
import type { Leads } from './leads.ts'
import type { SiteAnswer } from './site-request.ts'

/** A longer answer is read by its own caller only; it would be held in memory as a whole. */
const SHARED_BYTES_MAX = 256 * 1024
/** How long the others wait for an answer's last byte. */
const SHARED_WAIT_MS = 2_000
/** What the others get: the whole answer, a refusal, or nothing. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: SiteAnswer; readonly bytes: Buffer }
  | { readonly kind: 'refusal'; readonly refusal: Refusal }
  | { readonly kind: 'none' }

const NONE = { kind: 'none' } as const

/** A question on its way, and those who have joined it; most are asked by nobody else. */
export class Leading {
  readonly kind = 'leads'
  readonly tenantId: string
  readonly path: string
  /** By `joinKeyOf`. */
  readonly key: string
  readonly since: number
  readonly #leads: Leads<Leading>
  #waiting: ((outcome: Outcome) => void)[] | undefined

  constructor(leads: Leads<Leading>, tenantId: string, path: string, key: string, since: number) {
    this.tenantId = tenantId
    this.path = path
    this.key = key
    this.since = since
    this.#leads = leads
    leads.add(this)
  }

  join(): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#waiting ??= []
      this.#waiting.push(resolve)
    })
  }

  share(answer: SiteAnswer): Promise<void> | undefined {
    this.#close()
    if (this.#waiting === undefined) return undefined
    return outcomeOf(answer).then((outcome) => {
      this.#settle(outcome)
    })
  }

  fail(thrown: unknown): void {
    this.#close()
    this.#settle(thrown instanceof Refusal ? { kind: 'refusal', refusal: thrown } : NONE)
  }

  leave(): void {
    this.#close()
    this.#settle(NONE)
  }

  #close(): void {
    this.#leads.remove(this)
  }

  // The first word counts: whoever has an answer is not told later that there is none.
  #settle(outcome: Outcome): void {
    for (const tell of this.#waiting ?? []) tell(outcome)
  }
}

// The bytes stay in the answer, whose own caller reads them as ever.
async function outcomeOf(answer: SiteAnswer): Promise<Outcome> {
  const bytes = await answer.body.peek(SHARED_BYTES_MAX + 1, SHARED_WAIT_MS)
  if (!answer.body.isComplete || bytes.length > SHARED_BYTES_MAX) return NONE
  return { kind: 'answer', answer, bytes }
}
