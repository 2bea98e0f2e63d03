import { TOKEN_DAYS_MAX } from '../../../identity/tokens.ts'
import { parseTokenRules } from '../../../policy/parse-token-rules.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { numberOf, present } from '../../providers/form-texts.ts'
import { readAsOf } from '../read-as.ts'
import type { PartSaving } from '../save-part.ts'
import type { SentForm } from '../sent-form.ts'

export const TOKEN_RULE_FIELDS = ['tokenDaysMax', 'liveMax', 'idleDays'] as const
/** The rules about all API tokens, as they are typed. */
export type TokenRulesForm = Readonly<Record<(typeof TOKEN_RULE_FIELDS)[number], string>>

/** The form as it shows what holds. */
export function tokenRulesFormOf({ switches, tokens }: PolicyDocument): TokenRulesForm {
  return {
    tokenDaysMax: String(switches.tokenDaysMax),
    liveMax: String(tokens.liveMax ?? ''),
    idleDays: String(tokens.idleDays ?? ''),
  }
}

/** Tells whether the rules are still what a form showed. */
export function tokenRulesReadAs(document: PolicyDocument): string {
  return readAsOf(tokenRulesFormOf(document))
}

export function readTokenRulesForm(sent: SentForm): TokenRulesForm {
  return {
    tokenDaysMax: sent.text('tokenDaysMax'),
    liveMax: sent.text('liveMax'),
    idleDays: sent.text('idleDays'),
  }
}

/** Puts what was typed into a document, or says why not. */
export function saveTokenRules(
  document: PolicyDocument,
  form: TokenRulesForm,
  readAs: string,
): PartSaving {
  if (tokenRulesReadAs(document) !== readAs) return { kind: 'outdated' }
  const tokenDaysMax = Number(numberOf(form.tokenDaysMax))
  const isLife = Number.isInteger(tokenDaysMax) && tokenDaysMax >= 1
  const faults = isLife && tokenDaysMax <= TOKEN_DAYS_MAX ? [] : [NO_LIFE]
  const [liveMax, idleDays] = [numberOf(form.liveMax), numberOf(form.idleDays)]
  const parsed = parseTokenRules(present({ liveMax, idleDays }))
  if (parsed.kind === 'refused') {
    return { kind: 'refused', faults: [...faults, ...parsed.faults] }
  }
  if (faults.length > 0) return { kind: 'refused', faults }
  const switches = { ...document.switches, tokenDaysMax }
  return { kind: 'saved', document: { ...document, switches, tokens: parsed.value } }
}

const NO_LIFE = {
  path: 'tokenDaysMax',
  says: `Must be a whole number of days from 1 to ${TOKEN_DAYS_MAX}.`,
}
