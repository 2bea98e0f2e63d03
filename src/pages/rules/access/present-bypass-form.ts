import type { Bypass } from '../../../policy/bypass.ts'
import type { Product } from '../../../tenants/tenant.ts'
import { createFields, type FieldModel } from '../../field-model.ts'
import { wordsOf } from '../../product-words.ts'
import { placeFaults } from '../place-faults.ts'
import { BYPASS_FIELDS, type BypassForm } from './bypass-form.ts'
import { presentFormFrame, type FormFrame, type FrameView } from './form-frame.ts'
import { presentBypassEnd, presentBypassTexts } from './present-bypass-fields.ts'
import { presentMethods, type MethodsModel } from './rule-choices.ts'

export interface BypassFormView extends FrameView {
  readonly form: BypassForm
  /** As it is stored, for the end that can be kept. */
  readonly existing: Bypass | undefined
  readonly product: Product
  readonly now: number
}

export interface BypassFormModel extends FormFrame, MethodsModel {
  readonly productName: string
  readonly methodsFault: string | undefined
  readonly name: FieldModel
  readonly id: FieldModel
  readonly path: FieldModel
  readonly networks: FieldModel
  readonly ownerAccountId: FieldModel
  readonly reason: FieldModel
  readonly enabled: FieldModel
  readonly ends: FieldModel
  readonly endDate: FieldModel
}

export function presentBypassForm(view: BypassFormView): BypassFormModel {
  const { form, product } = view
  const words = wordsOf(product)
  const { byField: faults, elsewhere } = placeFaults(view.faults ?? [], (path) =>
    fieldFor(path, form),
  )
  const field = createFields({ faults, todos: new Map(), focus: undefined, prefix: 'bypass' })
  return {
    ...presentFormFrame(view, 'a bypass', form.fields.name, elsewhere),
    productName: words.name,
    ...presentMethods(form.fields.methods, form.methods),
    methodsFault: faults.get('methods'),
    ...presentBypassTexts(form, field, words.entriesPath),
    ...presentBypassEnd(view, field),
  }
}

function fieldFor(path: string, { fields }: BypassForm): string | undefined {
  const [first] = path.split('.')
  if (first === 'expiresAt') return fields.ends === 'date' ? 'endDate' : 'ends'
  return BYPASS_FIELDS.find((name) => name === first)
}
