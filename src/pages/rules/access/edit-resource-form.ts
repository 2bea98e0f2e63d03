import { z } from 'zod'
import { operationsOf } from '../../../policy/catalogue/catalogue.ts'
import type { Product } from '../../../tenants/tenant.ts'
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
  z.object({ do: z.literal('take-operation'), operation: z.string() }),
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

/** Changes the form as it was typed; a row or an operation that is not there changes nothing. */
export function editResourceForm(
  form: ResourceForm,
  edit: ResourceFormEdit,
  product: Product,
): EditedForm {
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
    case 'take-operation':
      return { form: withOperation(form, edit.operation, product), focus: 'path' }
  }
}

// Exactly this operation, by its one method: whoever wants more of the path ticks it.
function withOperation(form: ResourceForm, wanted: string, product: Product): ResourceForm {
  const found = operationsOf(product).find(({ method, path }) => `${method} ${path}` === wanted)
  if (found === undefined) return form
  const { fields } = form
  const name = fields.name.trim() === '' ? found.title : fields.name
  return {
    ...form,
    fields: { ...fields, name, path: found.path, methods: 'listed' },
    methods: [found.method],
  }
}

/** Stands for the button that adds a row, where a field is named otherwise. */
export const ADD_ROW = 'add-row'
