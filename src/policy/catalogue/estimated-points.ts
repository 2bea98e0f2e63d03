import { isRead } from '../resources.ts'
import { operationFor, type CalledPath } from './catalogue.ts'
import type { ProductOperation } from './product-operation.ts'

/** What a page of results holds at the least, in most of the products' searches, is not far from this. */
const MANY = 10

const ABOUT_PEOPLE = /\b(users?|groups?|permissions?|roles?|actors|myself)\b/i
const ANSWERS_WITH_MANY = /^(search|bulk|get all|get bulk)\b|\b(bulk|paginated|list)$/i

/**
 * About how many points of the product's hourly quota a call takes; at least 1. The product tells nobody
 * beforehand what a call costs, and neither is it confirmed what the parts of it cost: so this is for sharing
 * what is left fairly, and never for saying how much is left.
 */
export function estimatedPoints(call: CalledPath): number {
  const operation = operationFor(call)
  if (operation === undefined) return isRead(call) ? 2 : 1
  return estimatedPointsOf(operation)
}

/** The same, of an operation: one for asking, and for reads one for each thing, or two for each person. */
export function estimatedPointsOf({ reads, tag, title }: ProductOperation): number {
  if (!reads) return 1
  const perThing = ABOUT_PEOPLE.test(tag) ? 2 : 1
  return 1 + perThing * (ANSWERS_WITH_MANY.test(title) ? MANY : 1)
}
