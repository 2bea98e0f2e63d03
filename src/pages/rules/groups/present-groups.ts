import type { Group } from '../../../policy/group.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { placesNaming } from './naming-places.ts'
import { sourceWords, type SourceWords } from './source-words.ts'

interface GroupCard {
  readonly id: string
  readonly name: string
  readonly sources: readonly SourceWords[]
  /** What its members may have of tokens; empty where only what holds for everybody does. */
  readonly maxima: readonly string[]
  /** What names it. */
  readonly places: readonly string[]
  readonly isUnused: boolean
  readonly editAction: string
  readonly removeAction: string
}

export interface GroupListModel {
  readonly groups: readonly GroupCard[]
  readonly isEmpty: boolean
  readonly count: string
  readonly productName: string
  readonly addAction: string
}

/** @param actions path that a group's id and the name of an action are added to */
export function presentGroups(
  document: PolicyDocument,
  actions: string,
  productName: string,
): GroupListModel {
  const { groups } = document
  return {
    groups: groups.map((group) => presentGroup(group, document, actions, productName)),
    isEmpty: groups.length === 0,
    count: groups.length === 1 ? '1 group' : `${String(groups.length)} groups`,
    productName,
    addAction: `${actions}/form`,
  }
}

function presentGroup(
  group: Group,
  document: PolicyDocument,
  actions: string,
  productName: string,
): GroupCard {
  const own = `${actions}/${encodeURIComponent(group.id)}`
  const places = placesNaming(group.id, document)
  return {
    id: group.id,
    name: group.name,
    sources: group.sources.map((source) => sourceWords(source, document, productName)),
    maxima: maximaWords(group),
    places,
    isUnused: places.length === 0,
    editAction: `${own}/form`,
    removeAction: `${own}/remove`,
  }
}

function maximaWords({ tokenDaysMax, liveTokensMax }: Group): string[] {
  const counted = (count: number, what: string) =>
    `${String(count)} ${what}${count === 1 ? '' : 's'}`
  return [
    ...(tokenDaysMax === undefined ? [] : [`Tokens end after ${counted(tokenDaysMax, 'day')}`]),
    ...(liveTokensMax === undefined
      ? []
      : [`At most ${counted(liveTokensMax, 'live token')} each`]),
  ]
}
