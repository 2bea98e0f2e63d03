import type { ApiToken } from '../../../identity/api-token.ts'
import type { Fault } from '../../../lib/fault.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { createFields, type FieldModel } from '../../field-model.ts'
import { LIFETIME_CHOICES } from '../../token-form.ts'
import type { EndingRules } from '../../token-times.ts'
import type { Question } from '../ask-first.ts'
import { nearestIn, placeFaults } from '../place-faults.ts'
import { faultWords } from '../place-words.ts'
import {
  presentOutdated,
  presentQuestion,
  type OutdatedModel,
  type QuestionModel,
} from '../present-question.ts'
import { endingEarlier } from './token-losses.ts'
import {
  TOKEN_RULE_FIELDS,
  tokenRulesFormOf,
  tokenRulesReadAs,
  type TokenRulesForm,
} from './token-rules-form.ts'

export interface TokenRulesView {
  readonly form: TokenRulesForm
  /** `tokenRulesReadAs` as it was when the form was opened. */
  readonly readAs: string
  readonly faults?: readonly Fault[]
  readonly question?: Question | undefined
  readonly isOutdated?: boolean
}

export interface TokenRulesModel {
  readonly saveAction: string
  readonly readAs: string
  readonly fields: readonly FieldModel[]
  readonly problems: readonly string[] | undefined
  readonly outdated: OutdatedModel | undefined
  readonly question: QuestionModel | undefined
}

/** What holds now, ready to be changed. */
export function currentTokenRules(document: PolicyDocument): TokenRulesView {
  return { form: tokenRulesFormOf(document), readAs: tokenRulesReadAs(document) }
}

/** What the fields say depends on the tokens that exist. */
export interface TokensAtPresent {
  readonly tokens: readonly ApiToken[]
  readonly held: EndingRules
  readonly now: number
}

/** @param actions path of the tab, that the names of its actions are added to */
export function presentTokenRules(
  view: TokenRulesView,
  document: PolicyDocument,
  present: TokensAtPresent,
  actions: string,
): TokenRulesModel {
  const { byField, elsewhere } = placeFaults(view.faults ?? [], nearestIn(TOKEN_RULE_FIELDS))
  const saveAction = `${actions}/rules`
  return {
    saveAction,
    readAs: view.readAs,
    fields: fieldsOf(view.form, byField, lifeChoices(document, present)),
    problems:
      elsewhere.length === 0 ? undefined : elsewhere.map((fault) => faultWords(fault, document)),
    outdated: view.isOutdated === true ? presentOutdated(actions) : undefined,
    question:
      view.question &&
      presentQuestion(view.question, {
        form: '#token-rules-form',
        action: saveAction,
        cancelAction: actions,
      }),
  }
}

function fieldsOf(
  form: TokenRulesForm,
  faults: ReadonlyMap<string, string>,
  options: readonly { readonly value: string; readonly label: string }[],
): FieldModel[] {
  const field = createFields({ faults, todos: new Map(), focus: undefined, prefix: 'token-rules' })
  return [
    field('tokenDaysMax', {
      label: 'Longest life',
      value: form.tokenDaysMax,
      hint: 'A token ends so many days after it was created, also one that was made for longer. This holds for administrators and service accounts too.',
      options,
    }),
    field('liveMax', {
      label: 'Active tokens per person',
      value: form.liveMax,
      hint: 'Who has as many cannot create another; nothing is revoked. Tokens of service accounts do not count. Empty: any number.',
    }),
    field('idleDays', {
      label: 'Days without use',
      value: form.idleDays,
      hint: 'A token that was not used for so many days is refused, and revoked. Empty: unused tokens stay.',
    }),
  ]
}

function lifeChoices({ switches }: PolicyDocument, { tokens, held, now }: TokensAtPresent) {
  const days = [...new Set([...LIFETIME_CHOICES, switches.tokenDaysMax])].sort((a, b) => a - b)
  return days.map((each) => {
    const count = endingEarlier(tokens, each, held, now)
    const verb = count === 1 ? 'active token ends' : 'active tokens end'
    const effect = count === 0 ? '' : ` (${String(count)} ${verb} earlier)`
    return { value: String(each), label: `${String(each)} days${effect}` }
  })
}
