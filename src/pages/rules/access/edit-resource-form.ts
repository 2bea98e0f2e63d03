import { z } from 'zod'
import { EMPTY_QUERY_ROW, type ResourceForm } from './resource-form.ts'

const editForm = z.discriminatedUnion('do', [
  z.object({ do: z.literal('add-row') }),
  z.object({
    do: z.literal('remove-row'),
    row: z
      .string()
      .regex(/^\d{1,3}$/)
      .transform(Number),
  }),
])

/** One press of a button inside the form. */
export type ResourceFormEdit = z.infer<typeof editForm>

/** Undefined for a button that there is not. */
export function readResourceFormEdit(body: unknown): ResourceFormEdit | undefined {
  return editForm.safeParse(body).data
}

/** The form after an edit, and what to go on with: a field, or the button that adds a row. */
export interface EditedForm {
  readonly form: ResourceForm
  readonly focus: string
}

/** Changes the rows as they were typed; a position that is not there changes nothing. */
export function editResourceForm(form: ResourceForm, edit: ResourceFormEdit): EditedForm {
  const { query } = form
  switch (edit.do) {
    case 'add-row':
      return {
        form: { ...form, query: [...query, EMPTY_QUERY_ROW] },
        focus: `query.${String(query.length)}.name`,
      }
    case 'remove-row':
      return {
        form: { ...form, query: query.filter((_, at) => at !== edit.row) },
        focus: ADD_ROW,
      }
  }
}

/** Stands for the button that adds a row, where a field is named otherwise. */
export const ADD_ROW = 'add-row'
