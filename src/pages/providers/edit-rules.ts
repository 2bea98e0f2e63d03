import { z } from 'zod'
import type { Condition } from '../../identity/providers/provider.ts'
import { parseSingleJson } from '../../lib/single-json.ts'
import { conditionOf, rowsOf } from './condition-rows.ts'
import { EMPTY_ROW, EMPTY_RULE, type RuleForm } from './provider-form.ts'

const position = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number)

const editForm = z.discriminatedUnion('do', [
  z.object({ do: z.literal('add-rule') }),
  z.object({
    do: z.enum(['remove-rule', 'raise-rule', 'add-row', 'show-json', 'show-rows']),
    rule: position,
  }),
  z.object({ do: z.literal('remove-row'), rule: position, row: position }),
])

/** One press of a button between the rules of a form. */
export type RuleEdit = z.infer<typeof editForm>

/** Undefined for a button that there is not. */
export function readRuleEdit(body: unknown): RuleEdit | undefined {
  return editForm.safeParse(body).data
}

/** Rules after an edit, and the name of the field to go on with; none where a heading is better. */
export interface EditedRules {
  readonly rules: readonly RuleForm[]
  readonly focus: string | undefined
  /** Why an edit could not be made, by the name of its field. */
  readonly faults?: ReadonlyMap<string, string>
}

/** Changes the rules as they were typed; a position that is not there changes nothing. */
export function editRules(rules: readonly RuleForm[], edit: RuleEdit): EditedRules {
  if (edit.do === 'add-rule') {
    return { rules: [...rules, EMPTY_RULE], focus: `rules.${String(rules.length)}.name` }
  }
  const at = edit.rule
  const rule = rules[at]
  if (rule === undefined) return { rules, focus: undefined }
  const withRule = (changed: RuleForm) =>
    rules.map((each, index) => (index === at ? changed : each))
  switch (edit.do) {
    case 'remove-rule':
      return { rules: rules.filter((_, index) => index !== at), focus: undefined }
    case 'raise-rule':
      return { rules: raised(rules, at), focus: `rules.${String(Math.max(0, at - 1))}.name` }
    case 'add-row':
      return {
        rules: withRule({ ...rule, rows: [...rule.rows, EMPTY_ROW] }),
        focus: `rules.${String(at)}.when.${String(rule.rows.length)}.claim`,
      }
    case 'remove-row':
      return {
        rules: withRule({ ...rule, rows: rule.rows.filter((_, index) => index !== edit.row) }),
        focus: `rules.${String(at)}.name`,
      }
    case 'show-json':
      return { rules: withRule(asJson(rule)), focus: `rules.${String(at)}.json` }
    case 'show-rows':
      return shownAsRows(rule, at, withRule)
  }
}

function raised(rules: readonly RuleForm[], at: number): readonly RuleForm[] {
  const [above, rule] = [rules[at - 1], rules[at]]
  if (above === undefined || rule === undefined) return rules
  return [...rules.slice(0, at - 1), rule, above, ...rules.slice(at + 1)]
}

function asJson(rule: RuleForm): RuleForm {
  if (rule.json !== undefined) return rule
  const { when } = conditionOf(rule, '')
  return { ...rule, rows: [], json: when === undefined ? '' : JSON.stringify(when, null, 2) }
}

const NO_ROWS =
  'Rows cannot show this: they hold one level of all, any or none, with plain comparisons.'

function shownAsRows(
  rule: RuleForm,
  at: number,
  withRule: (changed: RuleForm) => readonly RuleForm[],
): EditedRules {
  const shown = rule.json?.trim() === '' ? NO_CONDITION_YET : rowsShowing(rule.json ?? '')
  const path = `rules.${String(at)}`
  if (shown !== undefined) {
    return { rules: withRule({ ...rule, json: undefined, ...shown }), focus: `${path}.name` }
  }
  const faults = new Map([[`${path}.json`, NO_ROWS]])
  return { rules: withRule(rule), focus: undefined, faults }
}

const NO_CONDITION_YET = { match: 'all', rows: [EMPTY_ROW] }

/** The rows that can say the same as JSON that somebody typed; undefined when none can. */
export function rowsShowing(json: string) {
  const typed = parseSingleJson(json)
  return typed !== undefined && isCondition(typed) ? rowsOf(typed) : undefined
}

const scalar = z.union([z.string(), z.number(), z.boolean()])
const claim = z.string()
const leaf = z.union([
  z.strictObject({ claim, equals: scalar }),
  z.strictObject({ claim, prefix: z.string() }),
  z.strictObject({ claim, glob: z.string() }),
  z.strictObject({ claim, in: z.array(scalar) }),
])
// One level is all that rows can show, so deeper trees need not be recognised here.
const shallow = z.union([
  leaf,
  z.strictObject({ all: z.array(leaf) }),
  z.strictObject({ any: z.array(leaf) }),
  z.strictObject({ none: z.array(leaf) }),
])

function isCondition(typed: object): typed is Condition {
  return shallow.safeParse(typed).success
}
