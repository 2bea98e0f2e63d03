import { isSameValue } from '../lib/same-value.ts'
import { listed, type NameOf } from './caller-words.ts'
import type { Group, GroupSource } from './group.ts'
import { groupUse, type GroupUse } from './group-use.ts'
import { gains, loses, sideBySide, when, type Effect } from './impact-effect.ts'
import { days, ofBound } from './impact-of-switches.ts'
import type { PolicyDocument } from './policy-document.ts'

/**
 * Who comes into a group and who drops out, as far as the group matters; and what members' tokens may.
 * A group that is removed is named by no rule any more: what that means is told of the rules.
 */
export function impactOfGroups(
  before: PolicyDocument,
  after: PolicyDocument,
  nameOf: NameOf,
): Effect[] {
  return sideBySide(before.groups, after.groups).flatMap(({ then, now }) => {
    const bounds = boundEffects(then, now)
    if (then === undefined || now === undefined) return bounds
    const [was, is] = [groupUse(before, now.id), groupUse(after, now.id)]
    // What the group was for, or is for, on one side alone is told of the rules that say so.
    const use = { opens: was.opens && is.opens, closes: was.closes && is.closes }
    return [...sourceEffects(then, now, use, nameOf), ...bounds]
  })
}

function sourceEffects(
  then: Group,
  now: Group,
  { opens, closes }: GroupUse,
  nameOf: NameOf,
): Effect[] {
  const without = (sources: readonly GroupSource[], others: readonly GroupSource[]) =>
    sources.filter((each) => !others.some((other) => isSameSource(each, other)))
  const words = (sources: readonly GroupSource[]) =>
    listed(sources.map((each) => sourceWords(each, nameOf)))
  const gone = without(then.sources, now.sources)
  const come = without(now.sources, then.sources)
  const left = `Members of “${now.name}” by nothing but ${words(gone)}: they are members no more`
  const joined = `Members of ${words(come)}: they are members of “${now.name}” now`
  return [
    ...when(gone.length > 0 && opens, loses(`${left}, and cannot do what members may.`)),
    ...when(gone.length > 0 && closes, gains(`${left}, and may do what members may not.`)),
    ...when(come.length > 0 && closes, loses(`${joined}, and cannot do what members may not.`)),
    ...when(come.length > 0 && opens, gains(`${joined}, and may do what members may.`)),
  ]
}

// The name of a group of the product is for reading only.
function isSameSource(one: GroupSource, other: GroupSource): boolean {
  const nameless = (source: GroupSource) =>
    source.from === 'product' ? { ...source, name: '' } : source
  return isSameValue(nameless(one), nameless(other))
}

function sourceWords(source: GroupSource, nameOf: NameOf): string {
  switch (source.from) {
    case 'product':
      return `“${source.name}” of the product`
    case 'provider':
      return `“${source.value}” of ${nameOf('providers', source.provider)}`
  }
}

function boundEffects(then: Group | undefined, now: Group | undefined): Effect[] {
  const members = `Members of “${now?.name ?? then?.name ?? ''}”`
  const [life, live] = [now?.tokenDaysMax, now?.liveTokensMax]
  return [
    ...ofBound(then?.tokenDaysMax, life, {
      less: `${members}: their API tokens end ${days(life)} after they were made; older ones end at once.`,
      more: `${members}: their API tokens may live for ${life === undefined ? 'as long as those of others' : days(life)}.`,
    }),
    ...ofBound(then?.liveTokensMax, live, {
      less: `${members}: who has ${live ?? 0} live API tokens can make no more.`,
      more: `${members}: they may have ${live ?? 'as many'} live API tokens${live === undefined ? ' as others' : ''}.`,
    }),
  ]
}
