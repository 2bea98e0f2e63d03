import { markOf, type AuditedCall } from './calls.ts'

/** What the management API tells of one event, as far as the crash test asks. */
interface ToldEvent {
  readonly path?: string
  readonly decision?: string
  readonly outcome?: string
  readonly completion?: { readonly outcome: string; readonly status: number }
}

interface ToldEvents {
  readonly events: readonly ToldEvent[]
  readonly next?: string
}

const AT_ONCE = 200

/**
 * All calls of the crash test that the management API has, page by page to the end.
 * @param get asks the management API of one tenant
 * @param from milliseconds since the epoch; 0 for all
 */
export async function readEvents(
  get: (path: string) => Promise<Response>,
  from: number,
): Promise<readonly AuditedCall[]> {
  const found: AuditedCall[] = []
  let before = ''
  for (;;) {
    const query = `what=calls&from=${String(from)}&limit=${String(AT_ONCE)}${before}`
    const answer = await get(`/events?${query}`)
    const { events, next } = (await answer.json()) as ToldEvents // The form is documented.
    found.push(...events.flatMap(auditedCall))
    if (next === undefined) return found
    before = `&before=${next}`
  }
}

function auditedCall(event: ToldEvent): readonly AuditedCall[] {
  const mark = markOf(event.path ?? '')
  if (mark === undefined) return []
  const { decision = '', completion } = event
  const outcome = completion?.outcome ?? event.outcome ?? ''
  return [{ mark, decision, outcome, status: completion?.status }]
}
