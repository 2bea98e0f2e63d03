import type { SiteKind } from '../../../policy/site-kind.ts'
import { isTokenAuthPath } from '../../../policy/token-auth-path.ts'
import { createFields, type ChoiceModel, type FieldModel } from '../../field-model.ts'
import { placeFaults } from '../place-faults.ts'
import { ADD_ROW } from './edit-resource-form.ts'
import { presentFormFrame, type FormFrame, type FrameView } from './form-frame.ts'
import { pathExamples, pathWords, type PathTold } from './path-words.ts'
import { presentQuery, type QueryModel } from './present-query.ts'
import { presentResourceFields } from './present-resource-fields.ts'
import { presentWho, type WhoModel } from './present-who.ts'
import { resourceFieldFor } from './resource-fault-fields.ts'
import type { ResourceForm } from './resource-form.ts'
import { presentEffects, presentMethods, presentStates, type MethodsModel } from './rule-choices.ts'

export interface ResourceFormView extends FrameView {
  readonly form: ResourceForm
  readonly kind: SiteKind
  /** What the app's descriptor asks for. */
  readonly appScopes: readonly string[]
}

export interface ResourceFormModel extends FormFrame, MethodsModel {
  readonly editAction: string
  readonly pathAction: string
  readonly findAction: string
  readonly name: FieldModel
  readonly id: FieldModel
  readonly effects: readonly ChoiceModel[]
  readonly states: readonly ChoiceModel[]
  /** What is wrong with the three choices and the tick, which have no field of their own. */
  readonly choiceFaults: Readonly<
    Record<'effect' | 'state' | 'methods' | 'anonymous' | 'anonymousConfirmed', string | undefined>
  >
  readonly path: FieldModel
  readonly pathTold: PathTold
  readonly pathExamples: readonly string[]
  readonly query: QueryModel
  readonly actsAs: FieldModel
  readonly who: WhoModel
  readonly networks: FieldModel
  readonly anonymous: { readonly chosen: boolean; readonly hint: string }
  /** Absent where there is nothing to confirm. */
  readonly confirmed: { readonly chosen: boolean } | undefined
  readonly cost: FieldModel
}

export function presentResourceForm(view: ResourceFormView): ResourceFormModel {
  const { form, document, kind, appScopes, actions, focus } = view
  const { fields } = form
  const placed = placeFaults(view.faults ?? [], (path) => resourceFieldFor(path, form))
  const { byField: faults } = placed
  const field = createFields({ faults, todos: new Map(), focus, prefix: 'rule' })
  return {
    ...presentFormFrame(view, 'a rule', fields.name, placed.elsewhere),
    editAction: `${actions}/edit`,
    pathAction: `${actions}/path`,
    findAction: `${actions}/find`,
    ...presentResourceFields(form, field),
    effects: presentEffects(fields.effect),
    states: presentStates(fields.state),
    ...presentMethods(fields.methods, form.methods),
    choiceFaults: {
      effect: faults.get('effect'),
      state: faults.get('state'),
      methods: faults.get('methods'),
      anonymous: faults.get('anonymous'),
      anonymousConfirmed: faults.get('anonymousConfirmed'),
    },
    pathTold: pathWords(form, kind, appScopes),
    pathExamples: pathExamples(kind),
    query: presentQuery(form.query, field, focus === ADD_ROW),
    who: presentWho(form, document, field),
    anonymous: { chosen: form.anonymous, hint: anonymousHint(document.switches.anonymousCalls) },
    confirmed:
      isTokenAuthPath(fields.path.trim()) || faults.has('anonymousConfirmed')
        ? { chosen: form.anonymousConfirmed }
        : undefined,
  }
}

function anonymousHint(isOn: boolean): string {
  const what =
    'Anybody who reaches Gatehouse may make such calls, and the product answers as to a stranger.'
  return isOn
    ? what
    : `${what} The switch for calls without a credential is off, so this has no effect until it is on.`
}
