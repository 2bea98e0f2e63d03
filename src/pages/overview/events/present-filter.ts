import type { EventFilter } from '../../../audit/audit-reader.ts'
import { filterTexts, type FilterTexts } from '../../../audit/event-filter.ts'
import type { Fault } from '../../../lib/fault.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { createFields } from '../../field-model.ts'
import { presentChips, type Chip } from './filter-chips.ts'
import { presentFilterFields, type FilterFields } from './filter-fields.ts'

export interface FilterModel {
  readonly chips: readonly Chip[]
  readonly fields: FilterFields
  readonly times: readonly TimeField[]
  readonly isOpen: boolean
}

interface TimeField {
  readonly id: string
  readonly name: 'from' | 'to'
  readonly label: string
  readonly value: string
  readonly fault: string | undefined
}

/**
 * @param sent what was typed, which is shown again where it could not be understood
 * @param document that the rules have their names of
 */
export function presentFilter(
  filter: EventFilter,
  sent: FilterTexts,
  faults: readonly Fault[],
  document: PolicyDocument,
): FilterModel {
  const texts = filterTexts(filter)
  const field = createFields({
    faults: new Map(faults.map(({ path, says }) => [path, says])),
    todos: new Map<string, string>(),
    focus: undefined,
    prefix: 'events',
  })
  return {
    chips: presentChips(filter, texts, document),
    fields: presentFilterFields({ ...sent, ...texts }, field),
    times: [timeField('from', 'From (UTC)'), timeField('to', 'Until (UTC)')],
    isOpen: faults.length > 0,
  }

  function timeField(name: 'from' | 'to', label: string): TimeField {
    const fault = faults.find(({ path }) => path === name)?.says
    const value = texts[name] === undefined ? '' : inputTime(Number(texts[name]))
    return { id: `events-${name}`, name, label, value, fault }
  }
}

// As an input of a time has it, to the minute.
function inputTime(at: number): string {
  return new Date(at).toISOString().slice(0, 16)
}
