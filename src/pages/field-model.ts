/** One field as it is shown: its words, what stands in it, and what is wrong with it. */
export interface FieldModel {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly value: string
  readonly hint: string | undefined
  /** What a preset asks to be put here. */
  readonly todo: string | undefined
  readonly fault: string | undefined
  /** Ids of the texts that explain the field. */
  readonly describedBy: string | undefined
  readonly hasFocus: boolean
  readonly isRequired: boolean
  readonly isWide: boolean
  /** Given for a field of several lines. */
  readonly lines: number | undefined
  readonly isCode: boolean
  readonly isSecret: boolean
  /** A secret that is typed stays in the browser when the form comes back. */
  readonly isPreserved: boolean
  /** Given for a choice. */
  readonly options: readonly ChoiceModel[] | undefined
}

export interface ChoiceModel {
  readonly value: string
  readonly label: string
  readonly hint: string | undefined
  readonly chosen: boolean
}

/** What a field is about; everything that is not said is the usual. */
export interface FieldWords {
  readonly label: string
  readonly value: string
  readonly hint?: string
  readonly required?: boolean
  readonly wide?: boolean
  readonly lines?: number
  readonly code?: boolean
  readonly secret?: boolean
  readonly options?: readonly { readonly value: string; readonly label: string }[]
}

/** What the present showing adds to the fields, by their names. */
export interface FieldsView {
  readonly faults: ReadonlyMap<string, string>
  readonly todos: ReadonlyMap<string, string>
  readonly focus: string | undefined
  /** What the ids of the fields begin with; `provider` without it. */
  readonly prefix?: string
}

export type PresentField = (name: string, words: FieldWords) => FieldModel

export function createFields(view: FieldsView): PresentField {
  return (name, words) => {
    const id = `${view.prefix ?? 'provider'}-${name.replaceAll('.', '-')}`
    const [hint, todo, fault] = [words.hint, view.todos.get(name), view.faults.get(name)]
    const texts = Object.entries({ todo, hint, fault }).filter(([, text]) => text !== undefined)
    return {
      id,
      name,
      label: words.label,
      value: words.value,
      hint,
      todo,
      fault,
      describedBy: texts.map(([kind]) => `${id}-${kind}`).join(' ') || undefined,
      hasFocus: fault !== undefined || view.focus === name,
      isRequired: words.required === true,
      isWide: words.wide === true,
      lines: words.lines,
      isCode: words.code === true,
      isSecret: words.secret === true,
      isPreserved: words.secret === true && fault === undefined,
      options: words.options?.map(({ value, label }) => choice(value, label, words.value)),
    }
  }
}

export function choice(value: string, label: string, chosen: string, hint?: string): ChoiceModel {
  return { value, label, hint, chosen: value === chosen }
}
