import type { Fault } from '../lib/fault.ts'
import { FAULTS_MAX, faultsAt } from '../lib/input-faults.ts'
import { limitsFaults } from './check-limits.ts'
import type { AccessRules, GroupSource } from './group.ts'
import type { BudgetRules } from './limit-rule.ts'
import { listFaults, LISTS, type Entry } from './list-faults.ts'
import { namesFaults, namesOf, sizeFaults, type ProviderNames } from './parse-provider-names.ts'
import type { PolicyDocument } from './policy-document.ts'
import type { Who } from './who.ts'

/**
 * What does not fit together in a document whose parts are well each by itself: ids that stand twice,
 * too many entries, and names of groups and providers that are not there. Paths are those of the
 * document, so that who removes a group is told every place that still names it.
 */
export function checkReferences(document: PolicyDocument): Fault[] {
  const { groups, resources, bypasses, limits } = document
  const providers = document.providers.map(namesOf)
  const faults = [
    ...faultsAt('providers', [...sizeFaults(providers), ...namesFaults(providers)]),
    ...faultsAt('groups', listFaults(groups, LISTS.groups)),
    ...faultsAt('resources', listFaults(resources, LISTS.resources)),
    ...faultsAt('bypasses', listFaults(bypasses, LISTS.bypasses)),
    ...faultsAt('limits.rules', listFaults(limits.rules, LISTS.limits)),
    ...faultsAt('limits.rules', limitsFaults(limits.rules)),
    ...referenceFaults({ ...document, providers, limits: limits.rules, budget: limits.budget }),
  ]
  return faults.slice(0, FAULTS_MAX)
}

/** As much of a document as could be read: of an entry at least its id, of a part nothing. */
export interface KnownParts {
  readonly providers: readonly ProviderNames[] | undefined
  readonly groups: readonly (Entry & { readonly sources?: readonly GroupSource[] })[] | undefined
  readonly access: AccessRules | undefined
  readonly resources: readonly (Entry & { readonly who?: Who | undefined })[] | undefined
  readonly limits: readonly (Entry & { readonly who?: Who | undefined })[] | undefined
  readonly budget: BudgetRules | undefined
}

/** Names of groups and providers that are not there. Nothing is said of what could not be read. */
export function referenceFaults(known: KnownParts): Fault[] {
  const groups = known.groups && new Set(known.groups.map(({ id }) => id))
  const providers = known.providers && new Map(known.providers.map((each) => [each.id, each]))
  return referencesIn(known).flatMap(({ path, to, id }) => {
    if (to === 'group') {
      return groups === undefined || groups.has(id) ? [] : [{ path, says: noSuch('group', id) }]
    }
    if (providers === undefined) return []
    const provider = providers.get(id)
    if (provider === undefined) return [{ path, says: noSuch('provider', id) }]
    if (to === 'provider' || provider.hasGroupsClaim) return []
    const says = `Nothing says which claim of ${id} holds groups; set groupsClaim there first.`
    return [{ path, says }]
  })
}

function noSuch(kind: string, id: string): string {
  return `There is no ${kind} with the id ${id}; name one that there is, or leave it out.`
}

interface Reference {
  readonly path: string
  /** `claimed`: to a provider whose tokens have to name groups. */
  readonly to: 'group' | 'provider' | 'claimed'
  readonly id: string
}

function referencesIn({ groups = [], access, resources = [], limits = [], budget }: KnownParts) {
  const whos = [
    ...resources.map(({ who }, at) => ({ who, path: `resources.${at}.who` })),
    ...limits.map(({ who }, at) => ({ who, path: `limits.rules.${at}.who` })),
  ]
  return [
    ...groups.flatMap(({ sources = [] }, at) => ofSources(sources, `groups.${at}.sources`)),
    ...(access === undefined ? [] : ofAccess(access)),
    ...whos.flatMap(({ who, path }) => (who === undefined ? [] : ofWho(who, path))),
    ...(budget === undefined ? [] : ofBudget(budget)),
  ]
}

function ofSources(sources: readonly GroupSource[], path: string): Reference[] {
  return sources.flatMap((source, at) =>
    source.from === 'provider'
      ? [{ path: `${path}.${at}.provider`, to: 'claimed', id: source.provider }]
      : [],
  )
}

function ofAccess(access: AccessRules): Reference[] {
  const { mayCall, readOnly, fullAccess, mayHoldTokens } = access
  return Object.entries({ mayCall, readOnly, fullAccess, mayHoldTokens }).flatMap(([name, ids]) =>
    ids === 'everyone'
      ? []
      : ids.map((id, at): Reference => ({ path: `access.${name}.${at}`, to: 'group', id })),
  )
}

function ofBudget({ lowPriority, weights }: BudgetRules): Reference[] {
  const path = 'limits.budget'
  return [
    ...lowPriority.map((id, at): Reference => {
      return { path: `${path}.lowPriority.${at}`, to: 'group', id }
    }),
    ...weights.map(({ group: id }, at): Reference => {
      return { path: `${path}.weights.${at}.group`, to: 'group', id }
    }),
  ]
}

function ofWho(who: Who, path: string): Reference[] {
  const ofParts = (parts: readonly Who[], join: string) =>
    parts.flatMap((part, at) => ofWho(part, `${path}.${join}.${at}`))
  if ('all' in who) return ofParts(who.all, 'all')
  if ('any' in who) return ofParts(who.any, 'any')
  if ('none' in who) return ofParts(who.none, 'none')
  if ('group' in who) return [{ path: `${path}.group`, to: 'group', id: who.group }]
  if ('provider' in who) return [{ path: `${path}.provider`, to: 'provider', id: who.provider }]
  return []
}
