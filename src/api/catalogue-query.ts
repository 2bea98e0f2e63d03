import { PRODUCT_APIS } from '../policy/catalogue/product-operation.ts'
import { OPERATION_KINDS, type OperationQuery } from '../policy/catalogue/search-operations.ts'
import { invalidInput } from './invalid-input.ts'
import type { Operation } from './operation.ts'

const LIMIT_MAX = 1_000
const TEXT_LENGTH_MAX = 2_048
const DAYS_MAX = 365

type Sent = Readonly<Record<string, string>>

export const CATALOGUE_QUERY: NonNullable<Operation['inQuery']> = [
  { name: 'text', says: 'Words, a part of the path, or a whole address that a program calls.' },
  { name: 'api', says: `One of ${PRODUCT_APIS.join(', ')}.` },
  { name: 'only', says: `One of ${OPERATION_KINDS.join(', ')}.` },
  { name: 'limit', says: `How many at most: 1 to ${LIMIT_MAX}; without it, 50.` },
]

export const DAYS_QUERY: NonNullable<Operation['inQuery']> = [
  { name: 'days', says: `How far back: 1 to ${DAYS_MAX} days; without it, 30.` },
]

/** @throws Refusal `request/invalid-input` with all faults */
export function readCatalogueQuery(inQuery: Sent): OperationQuery & { readonly limit: number } {
  const { text = '', limit = '50' } = inQuery
  const api = PRODUCT_APIS.find((each) => each === inQuery['api'])
  const only = OPERATION_KINDS.find((each) => each === inQuery['only'])
  const faults = [
    ...faultIf(text.length > TEXT_LENGTH_MAX, 'text', `Must be at most ${TEXT_LENGTH_MAX} long.`),
    ...faultIf(inQuery['api'] !== api, 'api', `Must be one of ${PRODUCT_APIS.join(', ')}.`),
    ...faultIf(inQuery['only'] !== only, 'only', `Must be one of ${OPERATION_KINDS.join(', ')}.`),
    ...faultIf(!isCount(limit, LIMIT_MAX), 'limit', `Must be 1 to ${LIMIT_MAX}.`),
  ]
  if (faults.length > 0) throw invalidInput(faults)
  return { text, api, only, limit: Number(limit) }
}

/** @throws Refusal `request/invalid-input` */
export function readDays({ days = '30' }: Sent): number {
  const faults = faultIf(!isCount(days, DAYS_MAX), 'days', `Must be 1 to ${DAYS_MAX}.`)
  if (faults.length > 0) throw invalidInput(faults)
  return Number(days)
}

function isCount(text: string, max: number): boolean {
  return /^[1-9]\d{0,3}$/.test(text) && Number(text) <= max
}

function faultIf(isWrong: boolean, name: string, says: string) {
  return isWrong ? [{ path: `query.${name}`, says }] : []
}
