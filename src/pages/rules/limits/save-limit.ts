import type { Fault, Parsed } from '../../../lib/fault.ts'
import { isSameValue } from '../../../lib/same-value.ts'
import { parseSingleJson } from '../../../lib/single-json.ts'
import type { LimitRule } from '../../../policy/limit-rule.ts'
import { parseLimit } from '../../../policy/parse-limits.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { idFrom } from '../../providers/form-to-draft.ts'
import { numberOf, present } from '../../providers/form-texts.ts'
import { freeId, saveEntry, type Edited } from '../access/save-entry.ts'
import { whoOfTicks } from '../access/who-ticks.ts'
import type { PartSaving } from '../save-part.ts'
import { limitFormOf, type LimitForm } from './limit-form.ts'

/** Puts the limit of a form into a document, or says why not. */
export function saveLimit(
  document: PolicyDocument,
  { form, edited }: { readonly form: LimitForm; readonly edited: Edited | undefined },
): PartSaving {
  const { rules } = document.limits
  return saveEntry(
    rules,
    edited,
    (existing) => parsed(form, existing, rules),
    (list) => withLimits(document, list),
  )
}

/** The document with other limits. */
export function withLimits(document: PolicyDocument, rules: readonly LimitRule[]): PolicyDocument {
  return { ...document, limits: { ...document.limits, rules } }
}

function parsed(
  form: LimitForm,
  existing: LimitRule | undefined,
  rules: readonly LimitRule[],
): Parsed<LimitRule> {
  const { fields } = form
  const [typed, made] = [fields.id.trim(), idFrom(fields.name)]
  const { who, faults } = whoOf(form, existing)
  const hasBurst = fields['burst.points'].trim() !== '' || fields['burst.window'].trim() !== ''
  const draft = {
    id: existing?.id ?? (typed === '' && made !== '' ? freeId(made, rules) : typed),
    name: fields.name.trim(),
    state: fields.state,
    per: fields.per,
    who,
    points: numberOf(fields.points),
    seconds: secondsOf(fields.window, fields.unit),
    burst: hasBurst
      ? present({
          points: numberOf(fields['burst.points']),
          seconds: secondsOf(fields['burst.window'], fields['burst.unit']),
        })
      : undefined,
  }
  const limit = parseLimit(present(draft))
  if (limit.kind === 'accepted' && faults.length === 0) return limit
  // An id that is made of a name is only as wrong as the name is.
  const isUnnamed = typed === '' && fields.name.trim() === ''
  const all = [...faults, ...(limit.kind === 'refused' ? limit.faults : [])]
  return { kind: 'refused', faults: isUnnamed ? all.filter(({ path }) => path !== 'id') : all }
}

// What is no number goes on as it is, for the parser to refuse.
function secondsOf(window: string, unit: string): number | string | undefined {
  const count = numberOf(window)
  return typeof count === 'number' ? count * Number(unit) : count
}

function whoOf(
  form: LimitForm,
  existing: LimitRule | undefined,
): { readonly who: object | undefined; readonly faults: readonly Fault[] } {
  // Ticks can say one thing in several ways; what was not touched stays as it is.
  if (existing !== undefined && isSameWho(form, limitFormOf(existing))) {
    return { who: existing.who, faults: [] }
  }
  switch (form.fields['who.by']) {
    case 'json': {
      const who = parseSingleJson(form.fields['who.json'])
      return { who, faults: who === undefined ? [{ path: 'who', says: NO_JSON }] : [] }
    }
    case 'ticks': {
      const who = whoOfTicks({ ...form, tokens: '' })
      return { who, faults: who === undefined ? [{ path: 'who', says: UNTICKED }] : [] }
    }
    default:
      return { who: undefined, faults: [] }
  }
}

// Neither may become a limit for everybody without a word.
const NO_JSON = 'This is no JSON object, or it has a member twice.'
const UNTICKED = 'Tick for whom, or choose every call.'

function isSameWho(one: LimitForm, other: LimitForm): boolean {
  const whoIn = ({ fields, groups, providers, credentials }: LimitForm) => {
    const by = fields['who.by']
    const sorted = [groups, providers, credentials].map((list) => list.toSorted())
    return [by, by === 'json' ? fields['who.json'] : '', by === 'ticks' ? sorted : '']
  }
  return isSameValue(whoIn(one), whoIn(other))
}
