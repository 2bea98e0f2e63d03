import type { QueryCondition, ResourceRule } from '../../../policy/resource-rule.ts'
import type { RuleState } from '../../../policy/rule-state.ts'
import { whoWords, type Named } from './who-words.ts'
import { watchedWords } from '../watched-words.ts'

/** Which methods a rule holds for, as it is shown in front of its path. */
export function methodsWords(methods: ResourceRule['methods']): string {
  if (methods === 'all') return 'All methods'
  return methods === 'reads' ? 'Reads' : methods.join(', ')
}

/** What of the query has to be so, in words for a sentence; empty for a rule that asks for nothing. */
export function queryWords(query: readonly QueryCondition[] = []): readonly string[] {
  return query.map((condition) => {
    const { name } = condition
    if ('is' in condition) return `${name} is ${condition.is}`
    return 'equals' in condition
      ? `${name} is “${condition.equals}”`
      : `${name} is one of ${condition.in.map((each) => `“${each}”`).join(', ')}`
  })
}

/** For whom a rule holds, with all that narrows it. */
export function subjectWords(rule: ResourceRule, named: Named): string {
  const { effect, who, actsAs, networks = [] } = rule
  const everybody = effect === 'allow' ? 'Everybody with a credential' : 'Everybody'
  const parts = [
    who === undefined ? everybody : whoWords(who, named),
    ...(actsAs === undefined ? [] : [actsAs === 'app' ? 'acting as the app' : 'acting as a user']),
    ...(networks.length === 0 ? [] : [`from ${networks.join(' or ')}`]),
  ]
  return parts.join(', ')
}

/** What a rule does in each of its states, as a whole sentence. */
export function stateEffect({ effect }: ResourceRule, state: RuleState): string {
  const isDenial = effect === 'deny'
  switch (state) {
    case 'on':
      return isDenial ? 'Calls that fit it are refused.' : 'Calls that fit it are allowed.'
    case 'shadow':
      return isDenial
        ? 'It is recorded what it would have refused. Nothing is stopped.'
        : 'It is recorded what it would have allowed. Nothing is let through.'
    case 'off':
      return 'As if it were not there.'
  }
}

/** How the states are called. */
export const STATE_WORDS: Readonly<Record<RuleState, string>> = {
  on: 'On',
  shadow: 'Shadow',
  off: 'Off',
}

/** What a rule in shadow would have done. @param hits by the names that decisions give to it */
export function shadowWords(
  { id, effect, state }: ResourceRule,
  hits: ReadonlyMap<string, number>,
): string | undefined {
  if (state !== 'shadow') return undefined
  const count = hits.get(`would-${effect}:${id}`) ?? 0
  return watchedWords(effect === 'deny' ? 'denied' : 'allowed', count)
}
