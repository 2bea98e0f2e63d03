import type { Fault } from '../../../lib/fault.ts'
import { choice, type ChoiceModel } from '../../field-model.ts'
import { METHOD_NAMES } from './resource-form.ts'

/** One method that can be ticked. */
interface MethodTick {
  readonly name: string
  readonly label: string
  readonly chosen: boolean
}

/** Which methods a rule or bypass is about: a choice, and ticks for one of the choices. */
export interface MethodsModel {
  readonly methods: readonly ChoiceModel[]
  readonly methodTicks: readonly MethodTick[]
}

/** @param chosen the choice @param ticked the methods, which mean something where they are listed */
export function presentMethods(chosen: string, ticked: readonly string[]): MethodsModel {
  return {
    methods: choicesOf(METHODS, chosen),
    methodTicks: METHOD_NAMES.map((method) => ({
      name: `methods.${method}`,
      label: method,
      chosen: ticked.includes(method),
    })),
  }
}

/** Faults where no method is ticked, told as a matter of ticks: a form knows no lists. */
export function withTickWords(
  faults: readonly Fault[],
  chosen: string,
  ticked: readonly string[],
): readonly Fault[] {
  if (chosen !== 'listed' || ticked.length > 0) return faults
  const says = 'Tick at least one method.'
  return faults.map((fault) => (fault.path === 'methods' ? { ...fault, says } : fault))
}

export function presentEffects(chosen: string): readonly ChoiceModel[] {
  return choicesOf(EFFECTS, chosen)
}

export function presentStates(chosen: string): readonly ChoiceModel[] {
  return choicesOf(STATES, chosen)
}

type Choices = readonly (readonly [value: string, label: string, hint: string])[]

const EFFECTS: Choices = [
  ['allow', 'Allow', 'Calls that fit may be made.'],
  ['deny', 'Deny', 'Calls that fit are refused, whatever other rules allow.'],
]
const STATES: Choices = [
  ['on', 'On', 'It decides, from the next call on.'],
  ['shadow', 'Shadow', 'It is recorded what it would do. Nothing is stopped or let through by it.'],
  ['off', 'Off', 'It is kept, and does nothing.'],
]
const METHODS: Choices = [
  ['reads', 'Reads', 'GET, HEAD, OPTIONS, and the POSTs that only ask a question.'],
  ['all', 'All methods', 'Reads and writes.'],
  ['listed', 'These methods', 'GET holds for HEAD too.'],
]

function choicesOf(choices: Choices, chosen: string): readonly ChoiceModel[] {
  return choices.map(([value, label, hint]) => choice(value, label, chosen, hint))
}
