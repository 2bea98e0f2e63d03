import type { Saving } from './save-provider.ts'

/** What a form that was not saved says about it. */
export function wordsOn(saving: Exclude<Saving, { readonly kind: 'saved' }>) {
  if (saving.kind === 'refused') return { faults: saving.faults }
  const objection =
    saving.by === 'change'
      ? 'Somebody else has changed this provider since you opened it. Nothing was saved, and what you typed is still here: note what you need, cancel, and open the provider again.'
      : 'Somebody else has removed this provider since you opened it. Nothing was saved, and what you typed is still here: note what you need, cancel, and add it as a new one.'
  return { faults: [], objection }
}
