import type { Who } from '../../../policy/who.ts'
import { EMPTY_WHO, TICKED_KINDS, type WhoForm } from './resource-form.ts'

type Ticks = Omit<WhoForm, 'json'>
type Kind = 'group' | 'provider' | 'credential' | 'token'

const KINDS: readonly Kind[] = ['group', 'provider', 'credential', 'token']

/**
 * The ticks that say the same as a `who`: of each kind any of some, and all kinds together. Undefined
 * when none do: a deeper tree, a `none`, a network, a kind that comes twice, an empty list.
 */
function ticksOf(who: Who): WhoForm | undefined {
  const parts = 'all' in who ? who.all : [who]
  const named = new Map<Kind, readonly string[]>()
  for (const part of parts) {
    const dimension = dimensionOf('any' in part ? part.any : [part])
    if (dimension === undefined || named.has(dimension.kind)) return undefined
    named.set(dimension.kind, dimension.names)
  }
  if (named.size === 0) return undefined
  return {
    ...EMPTY_WHO,
    groups: named.get('group') ?? [],
    providers: named.get('provider') ?? [],
    credentials: named.get('credential') ?? [],
    tokens: (named.get('token') ?? []).join('\n'),
  }
}

/** The form of a `who` that is stored: ticks, or else JSON. */
export function whoFormOf(who: Who | undefined): WhoForm {
  if (who === undefined) return EMPTY_WHO
  return ticksOf(who) ?? { ...EMPTY_WHO, json: JSON.stringify(who, null, 2) }
}

/** What ticks say, for the parser; undefined where nothing is ticked, which is everybody. */
export function whoOfTicks({ groups, providers, credentials, tokens }: Ticks): object | undefined {
  const ids = tokens
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const dimensions = [
    groups.map((group) => ({ group })),
    providers.map((provider) => ({ provider })),
    credentials.map((credential) => ({ credential })),
    ids.map((token) => ({ token })),
  ]
  const parts = dimensions.flatMap((leaves) => (leaves.length === 0 ? [] : [anyOf(leaves)]))
  return parts.length <= 1 ? parts[0] : { all: parts }
}

function anyOf(leaves: readonly object[]): object {
  const [only] = leaves
  return leaves.length === 1 && only !== undefined ? only : { any: leaves }
}

function dimensionOf(leaves: readonly Who[]) {
  const found = leaves.map(leafOf)
  const [first] = found
  if (first === undefined) return undefined
  const names = found.flatMap((leaf) => (leaf?.kind === first.kind ? [leaf.name] : []))
  if (names.length < leaves.length) return undefined
  return { kind: first.kind, names: [...new Set(names)] }
}

function leafOf(who: Who): { readonly kind: Kind; readonly name: string } | undefined {
  const entries: readonly [string, unknown][] = Object.entries(who)
  const [member, value] = entries[0] ?? []
  const kind = KINDS.find((each) => each === member)
  if (kind === undefined || typeof value !== 'string') return undefined
  if (kind === 'credential' && !TICKED_KINDS.some((each) => each === value)) return undefined
  // The lines of a text field would say something else.
  if (kind === 'token' && !/^\S+$/.test(value)) return undefined
  return { kind, name: value }
}
