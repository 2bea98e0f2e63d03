import type { Provider } from '../identity/providers/provider.ts'
import { isSameValue } from '../lib/same-value.ts'
import { listed } from './caller-words.ts'
import { gains, listChanges, loses, sideBySide, when, type Effect } from './impact-effect.ts'
import type { PolicyDocument } from './policy-document.ts'

/** What decides about the tokens of a provider, beside those that are told in other words. */
const WORDS: Readonly<
  Record<Exclude<keyof Provider, 'id' | 'name' | 'enabled' | 'audiences'>, string>
> = {
  issuer: 'issuer',
  keys: 'keys',
  algorithms: 'algorithms',
  typ: 'type of token',
  clockToleranceSeconds: 'clock tolerance',
  maxLifetimeSeconds: 'longest lifetime',
  subjectClaim: 'subject claim',
  groupsClaim: 'groups claim',
  account: 'account',
  rules: 'trust rules',
}

/** Whose tokens are trusted that were not, and the other way round. */
export function impactOfProviders(before: PolicyDocument, after: PolicyDocument): Effect[] {
  return sideBySide(before.providers, after.providers).flatMap(({ then, now }) => {
    if (then?.enabled === true && now?.enabled === true) return changeEffects(then, now)
    if (then?.enabled === true) {
      const why = now === undefined ? 'removed' : 'switched off'
      return [loses(`Callers with tokens of “${then.name}”: the provider is ${why}.`)]
    }
    if (now?.enabled !== true) return []
    const why = then === undefined ? 'added' : 'switched on'
    return [gains(`Callers with tokens of “${now.name}”: the provider is ${why}.`)]
  })
}

function changeEffects(then: Provider, now: Provider): Effect[] {
  const { added, removed } = listChanges(then.audiences, now.audiences)
  const callers = (audiences: readonly string[]) =>
    `Callers with tokens of “${now.name}” for ${listed(audiences)}`
  const changed = membersChanged(then, now)
  // Nobody can tell what a claim will say, so neither side is left out.
  const otherwise = `who with tokens of “${now.name}” is let in, and as whom, is decided otherwise: changed are ${listed(changed)}.`
  const isOtherwise = changed.length > 0
  return [
    ...when(removed.length > 0, loses(`${callers(removed)}: they are not taken any more.`)),
    ...when(added.length > 0, gains(`${callers(added)}: they are taken as well.`)),
    ...when(isOtherwise, loses(`Perhaps some callers: ${otherwise}`)),
    ...when(isOtherwise, gains(`Perhaps some callers: ${otherwise}`)),
  ]
}

function membersChanged(before: Provider, after: Provider): string[] {
  const [then, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  return Object.entries(WORDS)
    .filter(([name]) => !isSameValue(then.get(name), now.get(name)))
    .map(([, words]) => words)
}
