import type { Ids } from './ids.ts'

/** On every answer of a door that Express serves. */
export const REQUEST_ID_HEADER = 'gatehouse-request-id'

/** What is needed of Express's response, which this floor does not know. */
interface NamedAnswer {
  set(name: string, value: string): unknown
  get(name: string): string | undefined
}

/** A handler that gives each request one name, sent along with its answer, whatever that will be. */
export function nameRequest(ids: Ids): (req: unknown, res: NamedAnswer, next: () => void) => void {
  return (_req, res, next) => {
    res.set(REQUEST_ID_HEADER, ids.next())
    next()
  }
}

/** The name that the log, the audit trail and a refusal all use. */
export function requestIdOf(res: NamedAnswer): string {
  const requestId = res.get(REQUEST_ID_HEADER)
  if (requestId === undefined) throw new Error('a handler ran before nameRequest')
  return requestId
}
