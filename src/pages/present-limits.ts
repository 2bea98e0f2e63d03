import type { TokenLimits } from '../identity/api-token.ts'
import type { Product } from '../tenants/tenant.ts'
import { createFields, type FieldModel } from './field-model.ts'
import { wordsOf } from './product-words.ts'
import { NO_LIMITS, type LimitFaults, type LimitTexts } from './token-limits-form.ts'

/** The fields that narrow a token, folded away until somebody needs them. */
export interface LimitsModel {
  readonly places: string
  readonly isOpen: boolean
  readonly fields: readonly FieldModel[]
}

/** @param prefix what the ids of the fields begin with */
export function presentLimits(view: {
  readonly product: Product
  readonly prefix: string
  readonly texts?: LimitTexts
  readonly faults?: LimitFaults
}): LimitsModel {
  const { places, placeKey, examplePath } = wordsOf(view.product)
  const { texts = NO_LIMITS, faults = new Map<string, string>() } = view
  const field = createFields({
    faults,
    todos: new Map(),
    focus: undefined,
    prefix: view.prefix,
  })
  return {
    places,
    isOpen: Object.values(texts).some((text) => text !== ''),
    fields: [
      field('networks', {
        label: 'Networks',
        value: texts.networks,
        hint: 'Where calls may come from, one on a line: 10.0.0.0/8 or 203.0.113.9. Empty: from everywhere.',
        lines: 3,
        code: true,
      }),
      field('resources', {
        label: 'Resources',
        value: texts.resources,
        hint: `What may be called, one on a line: ${examplePath} or ${folderOf(examplePath)}**. Empty: whatever the rules allow.`,
        lines: 3,
        code: true,
      }),
      field('places', {
        label: capitalised(places),
        value: texts.places,
        hint: `Keys, with commas between: ${placeKey}. Calls that belong to no ${places.slice(0, -1)} are refused then. Empty: all.`,
        wide: true,
        code: true,
      }),
    ],
  }
}

/** What a token is narrowed to, a sentence for each kind of limit. */
export function limitWords(
  { networks, resources, places }: TokenLimits,
  product: Product,
): string[] {
  const list = (entries: readonly string[]) => {
    const more = entries.length - SHOWN_MAX
    const shown = entries.slice(0, SHOWN_MAX).join(', ')
    return more > 0 ? `${shown} and ${String(more)} more` : shown
  }
  return [
    ...(networks === undefined ? [] : [`Only from ${list(networks)}`]),
    ...(resources === undefined ? [] : [`Only ${list(resources)}`]),
    ...(places === undefined ? [] : [`Only in ${wordsOf(product).places} ${list(places)}`]),
  ]
}

const SHOWN_MAX = 5

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

function capitalised(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`
}
