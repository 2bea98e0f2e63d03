import type { Fault } from '../../../lib/fault.ts'
import { DEFAULT_LIMITS } from '../../../policy/limit-rule.ts'
import { parseBudget } from '../../../policy/parse-shared-limits.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { numberOf, present } from '../../providers/form-texts.ts'
import { readAsOf } from '../read-as.ts'
import type { PartSaving } from '../save-part.ts'
import type { SentForm } from '../sent-form.ts'

/** The form of how callers share the product's budget, as it is sent and shown. */
export interface BudgetForm {
  /** `share`, or `none` where nobody gives way to anybody. */
  readonly use: string
  readonly reservePercent: string
  /** By ids of groups. */
  readonly givesWay: ReadonlySet<string>
  readonly weights: ReadonlyMap<string, string>
}

/** A tick and a number for each group that there may be. */
export const BUDGET_FORM = { bytesMax: 64 * 1024, fieldsMax: 450 }

const USUAL = DEFAULT_LIMITS.budget?.reservePercent ?? 20

/** The form as it shows what holds. */
export function budgetFormOf({ limits: { budget } }: PolicyDocument): BudgetForm {
  const weights = budget?.weights ?? []
  return {
    use: budget === undefined ? 'none' : 'share',
    reservePercent: String(budget?.reservePercent ?? USUAL),
    givesWay: new Set(budget?.lowPriority),
    weights: new Map(weights.map(({ group, weight }) => [group, String(weight)])),
  }
}

export function readBudgetForm(sent: SentForm): BudgetForm {
  const weighed = sent.below('weight.')
  return {
    use: sent.text('use'),
    reservePercent: sent.text('reservePercent'),
    givesWay: new Set(sent.below('givesWay.')),
    weights: new Map(weighed.map((id) => [id, sent.text(`weight.${id}`)])),
  }
}

/** Puts what was chosen into a document, or says why not. */
export function saveBudget(document: PolicyDocument, form: BudgetForm, readAs: string): PartSaving {
  const { budget: before, ...limits } = document.limits
  if (readAsOf(before) !== readAs) return { kind: 'outdated' }
  if (form.use !== 'share') return { kind: 'saved', document: { ...document, limits } }
  const weights = weightsIn(form)
  const draft = {
    reservePercent: numberOf(form.reservePercent),
    lowPriority: [...form.givesWay],
    weights: weights.map(({ group, text }) => present({ group, weight: numberOf(text) })),
  }
  const parsed = parseBudget(present(draft))
  if (parsed.kind === 'refused')
    return { kind: 'refused', faults: parsed.faults.map(atGroup(weights)) }
  return { kind: 'saved', document: { ...document, limits: { ...limits, budget: parsed.value } } }
}

interface Weight {
  readonly group: string
  readonly text: string
}

// One share is what everybody has who is not named.
function weightsIn({ weights }: BudgetForm): Weight[] {
  return [...weights].flatMap(([group, text]) => {
    const trimmed = text.trim()
    return trimmed === '' || trimmed === '1' ? [] : [{ group, text: trimmed }]
  })
}

// Of a list, the parser names the entry by its number; the form has it by its group.
function atGroup(weights: readonly Weight[]): (fault: Fault) => Fault {
  return (fault) => {
    const [part, at] = fault.path.split('.')
    const group = part === 'weights' ? weights[Number(at)]?.group : undefined
    return group === undefined ? fault : { ...fault, path: `weight.${group}` }
  }
}
