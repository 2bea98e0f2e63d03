import { isSameValue } from '../lib/same-value.ts'
import { listed } from './caller-words.ts'
import { gains, listChanges, loses, when, type Effect } from './impact-effect.ts'
import { networkCover } from './network-cover.ts'
import type { PolicyDocument } from './policy-document.ts'

/** From where can be called that could not be, and the other way round. */
export function impactOfNetworks(
  { networks: before }: PolicyDocument,
  { networks: after }: PolicyDocument,
): Effect[] {
  return [
    ...ofAllowed(before.allow, after.allow),
    ...ofDenied(before.deny, after.deny),
    ...(isSameValue(before.proxy, after.proxy) ? [] : OTHER_ADDRESSES),
  ]
}

const OTHER = 'where calls come from is read otherwise, since the reverse proxy is another one.'
const OTHER_ADDRESSES: readonly Effect[] = [
  loses(`Perhaps some callers: ${OTHER}`),
  gains(`Perhaps some callers: ${OTHER}`),
]

function ofAllowed(before: readonly string[], after: readonly string[]): Effect[] {
  if (isSameValue(before, after)) return []
  if (before.length === 0) {
    return [loses(`Everybody who does not call from ${listed(after)}: only from there is allowed.`)]
  }
  if (after.length === 0) {
    return [gains(`Everybody who does not call from ${listed(before)}: all networks are allowed.`)]
  }
  const { added, removed } = coverChanges(before, after)
  const [from, gone] = [`Callers from ${listed(added)}`, `Callers from ${listed(removed)}`]
  return [
    ...when(removed.length > 0, loses(`${gone}: not allowed any more, unless by another network.`)),
    ...when(added.length > 0, gains(`${from}: allowed from now on.`)),
  ]
}

function ofDenied(before: readonly string[], after: readonly string[]): Effect[] {
  const { added, removed } = coverChanges(before, after)
  const [from, gone] = [`Callers from ${listed(added)}`, `Callers from ${listed(removed)}`]
  return [
    ...when(added.length > 0, loses(`${from}: denied from now on.`)),
    ...when(removed.length > 0, gains(`${gone}: not denied any more, unless by another network.`)),
  ]
}

// What lies within a network of the other list neither comes nor goes by it.
function coverChanges(before: readonly string[], after: readonly string[]) {
  const { added, removed } = listChanges(before, after)
  const [wasCovered, isCovered] = [networkCover(before), networkCover(after)]
  return {
    added: added.filter((each) => !wasCovered(each)),
    removed: removed.filter((each) => !isCovered(each)),
  }
}
