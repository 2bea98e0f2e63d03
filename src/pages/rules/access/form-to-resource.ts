import type { Fault } from '../../../lib/fault.ts'
import { isSameValue } from '../../../lib/same-value.ts'
import { parseSingleJson } from '../../../lib/single-json.ts'
import type { ResourceRule } from '../../../policy/resource-rule.ts'
import { isTokenAuthPath } from '../../../policy/token-auth-path.ts'
import { listOf, numberOf, orAbsent, present } from '../../providers/form-texts.ts'
import type { QueryRow, ResourceForm } from './resource-form.ts'
import { formOfResource } from './resource-to-form.ts'
import { whoOfTicks } from './who-ticks.ts'

/** What a form says, in the form that the parser of rules reads, and what cannot even be put so. */
export interface ResourceDraft {
  readonly draft: object
  readonly faults: readonly Fault[]
}

/**
 * Only what is shown for the choices goes into the draft: what somebody ticked before they changed a
 * choice means nothing.
 * @param id of the rule
 * @param existing the rule that is edited; parts that the form shows unchanged stay exactly as they are
 */
export function resourceDraftOf(
  form: ResourceForm,
  id: string,
  existing?: ResourceRule,
): ResourceDraft {
  const { fields } = form
  const shown = existing && formOfResource(existing)
  const isKept = (part: (of: ResourceForm) => unknown) =>
    shown !== undefined && isSameValue(part(form), part(shown))
  const who = isKept(whoPart) ? { who: existing?.who, faults: [] } : whoOf(form)
  const query = isKept(({ query: rows }) => rows)
    ? { query: existing?.query ?? [], faults: [] }
    : queryOf(form.query)
  const networks = listOf(fields.networks, /[,\n]/)
  const draft = {
    id,
    name: fields.name.trim(),
    state: fields.state,
    effect: fields.effect,
    methods: isKept(methodsPart) ? existing?.methods : methodsOf(form),
    path: fields.path.trim(),
    query: query.query.length === 0 ? undefined : query.query,
    actsAs: orAbsent(fields.actsAs),
    who: who.who,
    networks: networks.length === 0 ? undefined : networks,
    anonymous: isForAnybody(form) ? true : undefined,
    anonymousConfirmed: isConfirmed(form) ? true : undefined,
    cost: numberOf(fields.cost),
  }
  return { draft: present(draft), faults: [...who.faults, ...query.faults] }
}

// The tick is shown for what lets everybody call, and means nothing elsewhere.
function isForAnybody({ anonymous, fields }: ResourceForm): boolean {
  return anonymous && fields.effect !== 'deny' && fields['who.by'] === 'all'
}

// The same: for any other path there is nothing to confirm.
function isConfirmed({ anonymousConfirmed, fields }: ResourceForm): boolean {
  return anonymousConfirmed && isTokenAuthPath(fields.path.trim())
}

// Ticks have no order, so saving a form untouched must not look like a change.
function whoPart({ fields, ticks }: ResourceForm): unknown {
  const by = fields['who.by']
  if (by === 'json') return [by, fields['who.json']]
  const sorted = [ticks.groups, ticks.providers, ticks.credentials].map((each) => each.toSorted())
  return by === 'ticks' ? [by, sorted, fields['who.tokens']] : [by]
}

function methodsPart(form: ResourceForm): unknown {
  return form.fields.methods === 'listed' ? form.methods.toSorted() : form.fields.methods
}

function methodsOf({ fields, methods }: ResourceForm): unknown {
  return fields.methods === 'listed' ? methods : fields.methods
}

function whoOf({ fields, ticks }: ResourceForm): {
  readonly who: object | undefined
  readonly faults: readonly Fault[]
} {
  switch (fields['who.by']) {
    case 'json': {
      const who = parseSingleJson(fields['who.json'])
      return { who, faults: who === undefined ? [{ path: 'who', says: NO_JSON }] : [] }
    }
    case 'ticks': {
      const who = whoOfTicks({ ...ticks, tokens: fields['who.tokens'] })
      return { who, faults: who === undefined ? [{ path: 'who', says: UNTICKED }] : [] }
    }
    case 'all':
      return { who: undefined, faults: [] }
    default:
      return { who: undefined, faults: [{ path: 'who', says: UNCHOSEN }] }
  }
}

// None of these may become a rule for everybody without a word.
const NO_JSON = 'This is no JSON object, or it has a member twice.'
const UNTICKED = 'Tick for whom, or choose everybody.'
const UNCHOSEN = 'Choose for whom.'

function queryOf(rows: readonly QueryRow[]): {
  readonly query: readonly object[]
  readonly faults: readonly Fault[]
} {
  const faults = rows.flatMap(({ operator, value }, at) =>
    operator === 'equals' && value.includes('\n')
      ? [{ path: `query.${String(at)}.equals`, says: ONE_VALUE }]
      : [],
  )
  return { query: rows.map(conditionOf), faults }
}

const ONE_VALUE = 'Leave out the line breaks, or choose “is one of” for several values.'

function conditionOf({ name, operator, value }: QueryRow): object {
  switch (operator) {
    case 'equals':
      return { name, equals: value }
    case 'in':
      return { name, in: listOf(value, /\n/) }
    default:
      return { name, is: operator }
  }
}
