import type { LimitRule, LimitScope } from '../../../policy/limit-rule.ts'
import type { RuleState } from '../../../policy/rule-state.ts'
import { watchedWords } from '../watched-words.ts'

/** Whose calls are counted together, at the end of a sentence and as a choice. */
export const SCOPE_WORDS: Readonly<
  Record<LimitScope, { readonly inSentence: string; readonly asChoice: string }>
> = {
  credential: { inSentence: 'for each credential', asChoice: 'Each credential' },
  account: { inSentence: 'for each account', asChoice: 'Each account' },
  group: { inSentence: 'for each group', asChoice: 'Each group' },
  'trust-rule': { inSentence: 'for each trust rule', asChoice: 'Each trust rule' },
  address: { inSentence: 'for each address', asChoice: 'Each address' },
  resource: { inSentence: 'for each access rule', asChoice: 'Each access rule' },
  tenant: { inSentence: 'for all calls of the site together', asChoice: 'The whole site' },
}

/** What the choices count as one; they are short themselves, for a narrow page cuts them off. */
export const SCOPES_HINT =
  'A credential is one API token, or one subject of a provider. An account counts with all its credentials, a group with all its members, a trust rule of a provider with all its tokens, an access rule with all its callers. Of IPv6 addresses, those of one network of 64 bits count as one.'

export const STATE_WORDS: Readonly<
  Record<RuleState, { readonly label: string; readonly effect: string }>
> = {
  on: { label: 'On', effect: 'A call beyond it is refused, with the time to wait.' },
  shadow: {
    label: 'Shadow',
    effect: 'It is recorded what it would have refused. Nothing is stopped.',
  },
  off: { label: 'Off', effect: 'As if it were not there.' },
}

/** Units of a window, longest last. */
export const UNITS = [
  { seconds: 1, one: 'second', label: 'seconds' },
  { seconds: 60, one: 'minute', label: 'minutes' },
  { seconds: 3_600, one: 'hour', label: 'hours' },
] as const

/** A window in the longest unit that it fills. */
export function inUnits(seconds: number): { readonly count: number; readonly unit: number } {
  const unit = UNITS.findLast((each) => seconds % each.seconds === 0)?.seconds ?? 1
  return { count: seconds / unit, unit }
}

/** "100 points a minute for each credential, and a burst of 20 more in 10 seconds". */
export function amountWords({ points, seconds, per, burst }: LimitRule): string {
  const usual = `${counted(points, 'point')} ${windowWords(seconds, 'a')} ${SCOPE_WORDS[per].inSentence}`
  if (burst === undefined) return usual
  const more = `${numberWords(burst.points)} more ${windowWords(burst.seconds, 'in')}`
  return `${usual}, and a burst of ${more}`
}

/** What a limit in shadow would have refused. @param hits by the names that decisions give to it */
export function shadowWords(
  { id, state }: LimitRule,
  hits: ReadonlyMap<string, number>,
): string | undefined {
  if (state !== 'shadow') return undefined
  return watchedWords('refused', hits.get(`would-limit:${id}`) ?? 0)
}

function windowWords(seconds: number, before: 'a' | 'in'): string {
  const { count, unit } = inUnits(seconds)
  const { one = '', label = '' } = UNITS.find((each) => each.seconds === unit) ?? {}
  if (count > 1) return `in ${numberWords(count)} ${label}`
  const article = one === 'hour' ? 'an' : 'a'
  return before === 'in' ? `in ${article} ${one}` : `${article} ${one}`
}

function counted(count: number, what: string): string {
  return `${numberWords(count)} ${what}${count === 1 ? '' : 's'}`
}

function numberWords(count: number): string {
  return count.toLocaleString('en-GB')
}
