import type {
  NotTriedReason,
  ReplaySummary,
  UnsaidReason,
} from '../../../policy/replay/replay-summary.ts'
import { callWords } from '../../number-words.ts'

const UNSAID: Readonly<Record<UnsaidReason, string>> = {
  query: 'it hangs on the values in their query, and only its names are recorded.',
  groups: 'it hangs on groups that the record does not tell, and that nobody could be asked about.',
  administrator: 'it hangs on whether the token’s owner is an administrator, and nobody could say.',
  'last-use': 'it hangs on when their API token had been used before.',
  provider: 'it hangs on what the identity provider’s token said, which is not recorded.',
  credential: 'it hangs on a credential of the product’s own, which is not recorded.',
  address: 'it hangs on the address behind other proxies.',
}

const NOT_TRIED: Readonly<Record<NotTriedReason, string>> = {
  'never-decided':
    'they were refused before any rule was looked at, or are of an older kind of record.',
  'rules-not-kept': 'they were made under rules that are not kept any more.',
  'token-gone': 'their API token has ended or was revoked since.',
}

/** Of which calls nothing could be said, and why, each as a sentence. */
export function untriedWords({ unsaid, notTried }: ReplaySummary): readonly string[] {
  return [...sentences(unsaid, UNSAID), ...sentences(notTried, NOT_TRIED)]
}

/** That some calls ended otherwise when they were made. */
export function otherwiseWords({ decidedOtherwise }: ReplaySummary): readonly string[] {
  if (decidedOtherwise === 0) return []
  const calls = callWords(decidedOtherwise)
  return [
    `${calls} ended otherwise at their time, by rules that have changed since; compared is with the rules of today.`,
  ]
}

function sentences<Reason extends string>(
  counts: Readonly<Partial<Record<Reason, number>>>,
  words: Readonly<Record<Reason, string>>,
): readonly string[] {
  // Counts have no other names than these.
  return (Object.entries(counts) as [Reason, number][]).map(
    ([reason, count]) => `${callWords(count)}: ${words[reason]}`,
  )
}
