import type { ChangeEvent } from '../../../audit/audit-event.ts'
import { REFUSALS } from '../../../lib/refusal-codes.ts'
import { momentOf } from '../../date-words.ts'
import { numberWords } from '../../number-words.ts'

/** What happened, by its kind. */
export const CHANGE_WORDS: Readonly<Record<ChangeEvent['kind'], string>> = {
  'tenant.installed': 'Gatehouse was installed',
  'tenant.updated': 'The installation was renewed',
  'tenant.enabled': 'The app was enabled',
  'tenant.disabled': 'The app was disabled',
  'tenant.uninstalled': 'Gatehouse was uninstalled',
  'tenant.suspected': 'The installation was found suspect',
  'token.created': 'A token was created',
  'token.changed': 'A token was changed',
  'token.rotated': 'A token was rotated',
  'token.revoked': 'A token was revoked',
  'token.expiring': 'A token is about to end',
  'switches.changed': 'Switches were changed',
  'provider.added': 'An identity provider was added',
  'provider.changed': 'An identity provider was changed',
  'provider.removed': 'An identity provider was removed',
  'provider.down': 'An identity provider could not be asked',
  'provider.up': 'An identity provider answers again',
  'group.added': 'A group was added',
  'group.changed': 'A group was changed',
  'group.removed': 'A group was removed',
  'access.changed': 'Who may call was changed',
  'networks.changed': 'Networks were changed',
  'resource.added': 'An access rule was added',
  'resource.changed': 'An access rule was changed',
  'resource.removed': 'An access rule was removed',
  'resources.reordered': 'Access rules were put in another order',
  'bypass.added': 'A bypass was added',
  'bypass.changed': 'A bypass was changed',
  'bypass.removed': 'A bypass was removed',
  'token-rules.changed': 'Rules about tokens were changed',
  'limit.added': 'A limit was added',
  'limit.changed': 'A limit was changed',
  'limit.removed': 'A limit was removed',
  'limits.changed': 'Limits were changed',
  'link.created': 'An identity was linked',
  'link.removed': 'A link was removed',
  'calls.refused': 'Refused calls were only counted',
  'guard.tripped': 'A caller was locked out of deleting',
  'guard.unlocked': 'A caller was unlocked',
  'budget.low': 'The product’s budget ran low',
  'notices.changed': 'Notices were changed',
  'retention.changed': 'How long the record is kept was changed',
  'record.cut': 'Old events were removed from the record',
  'streams.changed': 'An audit stream was changed',
  'stream.down': 'The receiver of an audit stream cannot be reached',
  'stream.up': 'The receiver of an audit stream takes events again',
  'stream.lost': 'Events were lost to an audit stream',
  'sign-on.wrong-user': 'The product took a caller for somebody else',
  'sign-on.ended': 'Sign-on sessions were ended',
}

/** What it was about, beside its kind; undefined where the kind says all. */
export function changeDetail({ kind, subject, facts }: ChangeEvent): string | undefined {
  if (kind === 'calls.refused') {
    const count = numberWords(Number(facts['count'] ?? 0))
    const begun = Date.parse(String(facts['minute'] ?? ''))
    const minute = Number.isNaN(begun) ? 'one minute' : `the minute of ${momentOf(begun, 0).exact}`
    return `${count} in ${minute}: ${refusalWords(subject)}`
  }
  const { name } = facts
  return typeof name === 'string' && name !== '' ? `“${name}”` : undefined
}

/** Who did it, where that is no account. */
export function actorWords(actor: string, productName: string): string | undefined {
  switch (actor) {
    case 'product':
      return productName
    case 'gatehouse':
    case 'migration':
      return 'Gatehouse itself'
    case 'unknown':
      return 'Callers that nobody knows'
    default:
      return undefined
  }
}

/** What callers were told with a code; the code itself where this version has it no more. */
export function refusalWords(code: string): string {
  // It was asked for just before.
  return Object.hasOwn(REFUSALS, code) ? REFUSALS[code as keyof typeof REFUSALS].title : code
}
