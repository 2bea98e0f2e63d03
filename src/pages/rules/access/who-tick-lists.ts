import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { FieldModel, PresentField } from '../../field-model.ts'
import { TICKED_KINDS } from './resource-form.ts'

/** Things to tick, under one heading. */
export interface TickList {
  readonly legend: string
  readonly ticks: readonly {
    readonly name: string
    readonly label: string
    readonly chosen: boolean
  }[]
}

/** Ids of what is ticked. */
interface Ticked {
  readonly groups: readonly string[]
  readonly providers: readonly string[]
  readonly credentials: readonly string[]
}

const KIND_LABELS: Readonly<Record<(typeof TICKED_KINDS)[number], string>> = {
  'api-token': 'API tokens',
  'provider-token': 'Tokens of identity providers',
  'context-token': 'Pages of Gatehouse',
  basic: 'User names and passwords',
}
const KINDS = TICKED_KINDS.map((id) => ({ id, name: KIND_LABELS[id] }))

/** Groups, providers and kinds of credential, of which a rule or a limit can be about some. */
export function presentTickLists(
  { groups, providers, credentials }: Ticked,
  document: Pick<PolicyDocument, 'groups' | 'providers'>,
): readonly [groups: TickList, providers: TickList, kinds: TickList] {
  return [
    list('Members of any of these groups', 'group', groups, document.groups),
    list('Tokens of any of these providers', 'provider', providers, document.providers),
    list('Any of these kinds of credential', 'credential', credentials, KINDS),
  ]
}

function list(
  legend: string,
  kind: string,
  chosen: readonly string[],
  known: readonly { readonly id: string; readonly name: string }[],
): TickList {
  // What was ticked stays in sight when it is removed elsewhere, so that it can be unticked.
  const gone = chosen.filter((id) => !known.some((each) => each.id === id))
  const all = [...known, ...gone.map((id) => ({ id, name: `${id} (not there any more)` }))]
  const ticks = all.map(({ id, name }) => ({
    name: `who.${kind}.${id}`,
    label: name,
    chosen: chosen.includes(id),
  }))
  return { legend, ticks }
}

/** The field for what ticks cannot say. */
export function presentWhoJson(json: string, field: PresentField, lines: number): FieldModel {
  return field('who.json', {
    label: 'For whom, as JSON',
    value: json,
    hint: '{"all": […]}, {"any": […]} and {"none": […]} may hold each other, and {"group": "…"}, {"provider": "…"}, {"credential": "…"}, {"token": "…"}, {"network": "…"}.',
    lines,
    wide: true,
    code: true,
  })
}
