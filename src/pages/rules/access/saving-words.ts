import type { AskedSaving } from '../ask-first.ts'
import { presentQuestion, type OutdatedModel } from '../present-question.ts'
import type { TabTold } from '../../page-tab.ts'
import type { FrameView } from './form-frame.ts'
import { faultsOfEntry } from './save-entry.ts'

/** The form that was sent, and where it goes on from. */
interface SentEntry {
  /** "rule", "bypass". */
  readonly thing: string
  /** The entry's place in the whole document. */
  readonly place: string
  /** Selector of the form. */
  readonly form: string
  readonly saveAction: string
  readonly cancelAction: string
  /** Path that opens what is there now; undefined where it is gone. */
  readonly openAction: string | undefined
}

/** What a form that was not saved says about it, in it and beside it. */
export function notSaved(
  saving: Exclude<AskedSaving, { readonly kind: 'saved' }>,
  { thing, place, form, saveAction, cancelAction, openAction }: SentEntry,
): { readonly view: Pick<FrameView, 'faults' | 'outdated' | 'question'>; readonly told: TabTold } {
  switch (saving.kind) {
    case 'refused':
      return {
        view: { faults: faultsOfEntry(saving.faults, place) },
        told: { alert: `The ${thing} was not saved: please look at what is marked.` },
      }
    case 'outdated':
      return {
        view: { outdated: outdatedBy(thing, openAction) },
        told: { alert: 'Nothing was saved. What you typed is still here.' },
      }
    case 'asks': {
      const to = { form, action: saveAction, cancelAction }
      return { view: { question: presentQuestion(saving.question, to) }, told: {} }
    }
  }
}

function outdatedBy(thing: string, openAction: string | undefined): OutdatedModel {
  const says =
    openAction === undefined
      ? `Somebody else has removed this ${thing} since you opened it. To have it all the same, note what you need, cancel, and add it as a new one.`
      : `Somebody else has changed this ${thing} since you opened it. Look at what is there now; what you typed here goes when you do.`
  return { says, openAction }
}
