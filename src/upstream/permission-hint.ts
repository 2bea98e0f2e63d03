import type { ActsAs } from '../identity/principal.ts'
import type { Hint } from '../lib/hints.ts'
import { firstWords } from './first-words.ts'
import type { WireAnswer } from './wire.ts'

/**
 * The sentences with which Atlassian's host tells these cases apart. A status or a code for them
 * does not exist, so this is the one place where text is matched; when the text changes, the hint
 * falls back to the weaker one and nothing else depends on it.
 */
const SCOPE_MISSING = 'not in an authorized api scope'
const CREDENTIAL_REFUSED = ['connect session auth token', 'disallowed to impersonate']
// Confluence says 403 where Jira says 401; a user who really lost access gets the same words.
const CONFLUENCE_REFUSED = ['cannot access confluence', 'not permitted to use confluence']

/**
 * Looks at the first bytes of a 403 without taking them out of the answer. The product's answer is
 * passed on as it is; the hint says whose rights are in question: the descriptor's scopes, the app's
 * own account, or the user's.
 */
export async function permissionHintOf(answer: WireAnswer, actsAs: ActsAs): Promise<Hint> {
  const text = await firstWords(answer)
  if (text.includes(SCOPE_MISSING)) return 'upstream/scope-missing'
  const isRefused = speaksOfCredential(text)
  switch (actsAs.kind) {
    case 'app':
      return isRefused ? 'upstream/app-refused' : 'upstream/app-user-lacks-permission'
    case 'user':
      return isRefused ? 'upstream/user-refused' : 'upstream/user-lacks-permission'
    case 'caller':
    case 'anonymous':
      return 'upstream/user-lacks-permission'
  }
}

/** Whether a 403 is about the credential that we sent rather than about what it may do. */
export async function refusesCredential(answer: WireAnswer): Promise<boolean> {
  return answer.status === 403 && speaksOfCredential(await firstWords(answer))
}

function speaksOfCredential(text: string): boolean {
  return [...CREDENTIAL_REFUSED, ...CONFLUENCE_REFUSED].some((words) => text.includes(words))
}
