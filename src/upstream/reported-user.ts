import { Refusal } from '../lib/refusal.ts'
import type { WireAnswer } from './wire.ts'

/**
 * Whom the product served, by its own word: Jira and Confluence write it into `X-AUSERNAME` of each answer,
 * percent-encoded, and `anonymous` for nobody. Undefined where it says nothing.
 */
export function reportedUser(answer: Pick<WireAnswer, 'header'>): string | undefined {
  const text = answer.header('x-ausername')
  if (text === undefined || text === '') return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    return text // A broken escape (URIError) is no name that anybody has, and compares as none.
  }
}

/**
 * An answer to somebody else, or to nobody, is not the caller's to have: it is thrown away.
 * @throws Refusal `upstream/wrong-user`
 */
export function demandUser(answer: WireAnswer, userName: string): void {
  const reported = reportedUser(answer)
  if (reported?.toLowerCase() === userName.toLowerCase()) return
  answer.body.discard()
  throw wrongUser(userName, reported)
}

/** Both names are for administrators, who have to find out how it came to that. */
function wrongUser(userName: string, reported: string | undefined): Refusal {
  const told =
    reported === undefined ? 'named nobody' : `served ${JSON.stringify(reported.slice(0, 128))}`
  return new Refusal('upstream/wrong-user', {
    detail: `${JSON.stringify(userName)} called, and the product ${told}`,
  })
}
