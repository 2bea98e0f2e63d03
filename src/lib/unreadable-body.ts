import { Refusal } from './refusal.ts'

/**
 * The refusal for a body, or an escape in a path, that Express could not read. Its errors carry the
 * status that they stand for: that is documented, and all that is used of them; their text may quote
 * the body.
 * @returns undefined when it was no fault of the sender
 */
export function unreadableBody(failure: unknown): Refusal | undefined {
  const status = failure instanceof Error && 'status' in failure ? failure.status : undefined
  switch (status) {
    case 400:
      return new Refusal('request/malformed', { cause: failure })
    case 413:
      return new Refusal('request/too-large', { cause: failure })
    case 415:
      return new Refusal('request/wrong-content-type', { cause: failure })
    default:
      return undefined
  }
}
