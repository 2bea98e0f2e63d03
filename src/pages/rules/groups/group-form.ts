import type { Group, GroupSource } from '../../../policy/group.ts'
import type { Provider } from '../../../identity/providers/provider.ts'
import type { ProductGroup } from '../../../identity/product-groups.ts'
import type { SentForm } from '../sent-form.ts'

/** The single fields of a group's form, named after their places in a group. */
export const GROUP_FIELDS = ['name', 'id', 'tokenDaysMax', 'liveTokensMax'] as const
type GroupField = (typeof GROUP_FIELDS)[number]

/** A value of a groups claim, of a provider that cannot be chosen: it is gone, or names no groups. */
interface StraySource {
  readonly provider: string
  readonly value: string
}

/** The form of a group: texts, and the sources that are ticked. */
export interface GroupForm {
  readonly fields: Readonly<Record<GroupField, string>>
  readonly picked: readonly ProductGroup[]
  /** Values of the groups claim, one on each line, by the provider's id. */
  readonly claimed: ReadonlyMap<string, string>
  readonly strays: readonly StraySource[]
}

type SourceFrom<F extends GroupSource['from']> = Extract<GroupSource, { readonly from: F }>

/** One more than a group may have is refused by its parser; what is further is not worth reading. */
const SOURCES_READ_MAX = 51

/** How much the form may hold: fifty sources, and as many groups again that were found and not ticked. */
export const GROUP_FORM = { bytesMax: 128 * 1024, fieldsMax: 800 }

/** Ids of the providers whose tokens say which groups somebody is in. */
export function claimingProviders(providers: readonly Provider[]): readonly Provider[] {
  return providers.filter(({ groupsClaim }) => groupsClaim !== undefined)
}

/** The form as it shows a group; without one, as a new group begins. */
export function groupFormOf(group: Group | undefined, providers: readonly Provider[]): GroupForm {
  const sources = group?.sources ?? []
  const isProduct = (source: GroupSource): source is SourceFrom<'product'> =>
    source.from === 'product'
  const claims = sources.filter((source): source is SourceFrom<'provider'> => !isProduct(source))
  const text = (value: number | undefined) => (value === undefined ? '' : String(value))
  return withStrays(
    {
      fields: {
        name: group?.name ?? '',
        id: group?.id ?? '',
        tokenDaysMax: text(group?.tokenDaysMax),
        liveTokensMax: text(group?.liveTokensMax),
      },
      picked: sources.filter(isProduct).map(({ groupId, name }) => ({ groupId, name })),
      claimed: new Map(
        claims.map(({ provider }) => [
          provider,
          claims.flatMap((each) => (each.provider === provider ? each.value : [])).join('\n'),
        ]),
      ),
      strays: [],
    },
    providers,
  )
}

/** Reads what was sent; the providers that can be chosen are those of this moment. */
export function readGroupForm(sent: SentForm, providers: readonly Provider[]): GroupForm {
  const ticked = (kind: string) =>
    sent
      .below(`${kind}.tick.`)
      .slice(0, SOURCES_READ_MAX)
      .map((at) => (member: string) => sent.text(`${kind}.${member}.${at}`))
  const picked = ticked('product').map((text) => ({ groupId: text('id'), name: text('name') }))
  return withStrays(
    {
      fields: {
        name: sent.text('name'),
        id: sent.text('id'),
        tokenDaysMax: sent.text('tokenDaysMax'),
        liveTokensMax: sent.text('liveTokensMax'),
      },
      picked: [...new Map(picked.map((each) => [each.groupId, each])).values()],
      claimed: new Map(sent.below('claimed.').map((id) => [id, sent.text(`claimed.${id}`)])),
      strays: ticked('stray').map((text) => ({ provider: text('provider'), value: text('value') })),
    },
    providers,
  )
}

/** The values of a claim, as they stand in the lines of its field. */
export function claimedValues(lines: string): string[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

// What belongs to a provider that cannot be chosen has no field, and would be lost without a word.
function withStrays(form: GroupForm, providers: readonly Provider[]): GroupForm {
  const able = new Set(claimingProviders(providers).map(({ id }) => id))
  const lost = [...form.claimed].filter(([provider]) => !able.has(provider))
  const strays = lost.flatMap(([provider, lines]) =>
    claimedValues(lines).map((value) => ({ provider, value })),
  )
  return {
    ...form,
    claimed: new Map([...form.claimed].filter(([provider]) => able.has(provider))),
    strays: [...form.strays, ...strays],
  }
}
