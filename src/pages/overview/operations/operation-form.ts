import { PRODUCT_APIS } from '../../../policy/catalogue/product-operation.ts'
import {
  OPERATION_KINDS,
  type OperationQuery,
} from '../../../policy/catalogue/search-operations.ts'
import { sentForm } from '../../rules/sent-form.ts'

/** How many operations are shown at first, and how many more with each press. */
const PART = 25

/** What was searched for, and how much of it is shown. */
export interface OperationSearch extends OperationQuery {
  readonly text: string
  readonly shown: number
}

export const EVERY_OPERATION: OperationSearch = { text: '', shown: PART }

/** Total: what is unknown filters nothing. */
export function readOperationForm(body: unknown): OperationSearch {
  const sent = sentForm(body)
  const more = Number(/^\d{1,4}$/.exec(sent.text('more'))?.[0] ?? 0)
  return {
    text: sent.text('text'),
    api: PRODUCT_APIS.find((each) => each === sent.text('api')),
    only: OPERATION_KINDS.find((each) => each === sent.text('only')),
    shown: more + PART,
  }
}
