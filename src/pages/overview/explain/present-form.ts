import { stateOf, type ApiToken } from '../../../identity/api-token.ts'
import { METHODS } from '../../../policy/site-call.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { createFields, type FieldModel } from '../../field-model.ts'
import type { ProductWords } from '../../product-words.ts'
import type { ExplainForm } from './explain-form.ts'

export interface ExplainFormModel {
  readonly id: FieldModel
  readonly askAction: string
  readonly describeAction: string
  readonly fields: readonly FieldModel[]
  /** Somebody has begun to describe a call. */
  readonly isOpen: boolean
}

export interface FormView {
  readonly tokens: readonly ApiToken[]
  readonly document: PolicyDocument
  readonly product: ProductWords
  readonly now: number
  readonly actions: string
  readonly faults: ReadonlyMap<string, string>
}

/** A list that nobody can look through helps nobody; the API takes any id. */
const TOKENS_MAX = 200

export function presentExplainForm(form: ExplainForm, view: FormView): ExplainFormModel {
  const { product, actions, faults } = view
  const field = createFields({ faults, todos: new Map(), focus: undefined, prefix: 'explain' })
  const required = { required: true }
  return {
    askAction: `${actions}/ask`,
    describeAction: `${actions}/describe`,
    isOpen: form.caller !== '' || form.path !== '',
    id: field('id', {
      label: 'Id of a request or of an event',
      value: form.id,
      code: true,
      hint: 'Who is refused gets it as “requestId”; every answer has it as the header Gatehouse-Request-Id.',
    }),
    fields: [
      field('caller', {
        label: 'Who calls',
        value: form.caller,
        options: callers(view),
        ...required,
      }),
      field('address', {
        label: 'From which address',
        value: form.address,
        code: true,
        hint: 'An IPv4 or IPv6 address. It may be empty where all operations are looked at.',
      }),
      field('method', {
        label: 'Method',
        value: form.method,
        options: METHODS.map((each) => ({ value: each, label: each })),
      }),
      field('path', {
        label: 'Path with its query, or a whole address',
        value: form.path,
        code: true,
        hint: `Such as ${product.examplePath}`,
      }),
      field('account', {
        label: 'Account',
        value: form.account,
        code: true,
        hint: 'Only where an account calls, or a provider’s token leads to one.',
      }),
      field('groups', {
        label: 'Groups that a provider’s token names',
        value: form.groups,
        lines: 2,
        hint: 'One a line. Only where a provider’s token calls.',
      }),
    ],
  }
}

function callers({ tokens, document, now }: FormView) {
  const live = tokens.filter((token) => token.access !== 'manage' && stateOf(token, now) === 'live')
  const rules = document.providers.flatMap(({ id, name, rules: own }) =>
    own.map((rule, at) => ({
      value: `rule:${id}:${String(at)}`,
      label: `A token of “${name}” that “${rule.name}” lets in`,
    })),
  )
  return [
    { value: '', label: 'Please choose' },
    ...live.slice(0, TOKENS_MAX).map(({ id, name }) => ({
      value: `token:${id}`,
      label: `API token “${name}” (${id})`,
    })),
    ...rules,
    { value: 'account', label: 'An account, on a page of Gatehouse' },
    { value: 'nobody', label: 'Somebody without a credential' },
  ]
}
