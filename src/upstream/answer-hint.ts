import type { ActsAs } from '../identity/principal.ts'
import type { Hint } from '../lib/hints.ts'
import { firstWords } from './first-words.ts'
import { permissionHintOf } from './permission-hint.ts'
import type { WireAnswer } from './wire.ts'

/**
 * The sentences that tell cases apart for which there is no status of their own; when one of them
 * changes, the hint falls back to a weaker one or is left out, and nothing else depends on it.
 * The first is from Atlassian's support page on the scope of IP allowlists.
 */
const IP_NOT_ALLOWED = 'not on the allowed list'
const SITE_RESTRICTED = 'tenant is restricted'
// The page that the edge shows for a host name without a site links its own resources.
const NO_SITE = '/_edge/resources/'
const SCOPED_TOKEN = 'scope does not match'

/**
 * What stands behind a refusal of the product, as far as it can be told; undefined for an answer that is
 * none, or that speaks for itself.
 */
export async function hintOf(answer: WireAnswer, actsAs: ActsAs): Promise<Hint | undefined> {
  switch (answer.status) {
    case 402:
      return 'upstream/site-suspended'
    case 403:
      return await hintOfForbidden(answer, actsAs)
    case 404:
      return await hintOfAbsent(answer, actsAs)
    case 410:
      return 'upstream/operation-removed'
    case 503:
      return (await has(answer, SITE_RESTRICTED)) ? 'upstream/site-suspended' : undefined
    default:
      return undefined
  }
}

/** What a 401 says of a credential of the caller's own, which is looked at before it is refused. */
export async function hintOfUnauthorized(answer: WireAnswer): Promise<Hint | undefined> {
  return (await has(answer, SCOPED_TOKEN)) ? 'upstream/wrong-api-host' : undefined
}

async function hintOfForbidden(answer: WireAnswer, actsAs: ActsAs): Promise<Hint> {
  const text = await firstWords(answer)
  if (text.includes(IP_NOT_ALLOWED)) return 'upstream/ip-not-allowed'
  if (text.includes(SITE_RESTRICTED)) return 'upstream/site-suspended'
  return await permissionHintOf(answer, actsAs)
}

// Both products answer a look-up with JSON; a page is of the edge, or of something that is no REST API.
async function hintOfAbsent(answer: WireAnswer, actsAs: ActsAs): Promise<Hint | undefined> {
  const type = answer.header('content-type')?.toLowerCase() ?? ''
  if (type.startsWith('text/html')) {
    return (await has(answer, NO_SITE)) ? 'upstream/site-gone' : undefined
  }
  // Jira's own word for an address that no operation has.
  if (!type.startsWith('application/json')) return undefined
  return actsAs.kind === 'app'
    ? 'upstream/absent-or-hidden-from-app'
    : 'upstream/absent-or-hidden-from-user'
}

async function has(answer: WireAnswer, words: string): Promise<boolean> {
  return (await firstWords(answer)).includes(words)
}
