import { stateOf, type ApiToken } from '../../../identity/api-token.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { endOf } from '../../../policy/token-standing.ts'
import { momentOf, type Moment } from '../../date-words.ts'
import type { EventsLink, PresentEventsLink } from '../events/events-link.ts'
import type { Summary } from './read-summary.ts'

const DAYS_14_MS = 14 * 24 * 3_600_000

/** A token that soon ends, with what it was used for. */
interface ExpiringToken {
  readonly name: string
  readonly account: string
  readonly ends: Moment
  readonly link: EventsLink
}

/** Undefined where the tokens or the rules could not be read. */
export function presentExpiring(
  { tokens, policy }: Pick<Summary, 'tokens' | 'policy'>,
  { now, link }: { readonly now: number; readonly link: PresentEventsLink },
): readonly ExpiringToken[] | undefined {
  if (tokens === undefined || policy === undefined) return undefined
  return tokens.value
    .map((token) => ({ token, endsAt: endsAt(token, policy.value.document) }))
    .filter(({ token, endsAt: at }) => {
      const isLive = stateOf({ ...token, expiresAt: at }, now) === 'live'
      return isLive && at < now + DAYS_14_MS
    })
    .sort((a, b) => a.endsAt - b.endsAt)
    .map(({ token, endsAt: at }) => ({
      name: token.name,
      account: token.ownerAccountId,
      ends: momentOf(at, now),
      link: link('Its calls', `with the token ${token.name}`, {
        credentialKind: 'api-token',
        credentialId: token.id,
      }),
    }))
}

function endsAt(token: ApiToken, { switches }: PolicyDocument): number {
  return endOf(token, switches.tokenDaysMax)
}
