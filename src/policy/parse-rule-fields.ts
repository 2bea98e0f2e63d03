import { z } from 'zod'
import { idFault, nameFault } from '../identity/providers/check-text.ts'
import { distinct, readBy, text } from '../identity/providers/parse-fields.ts'
import type { Parsed } from '../lib/fault.ts'
import { faultsOf } from '../lib/input-faults.ts'
import { networkFault } from '../lib/network-fault.ts'
import { pathPatternFault } from './check-path-pattern.ts'
import type { SiteKind } from './site-kind.ts'
import { RULE_METHODS, type ResourceRule } from './resource-rule.ts'
import { RULE_STATES } from './rule-state.ts'

/** Schemas of what several parts of a policy have. */

const NETWORKS_MAX = 500

/** What the schema reads, with every fault at its place. */
export function parseBy<T>(schema: z.ZodType<T>, input: unknown): Parsed<T> {
  const read = schema.safeParse(input)
  if (read.success) return { kind: 'accepted', value: read.data }
  return { kind: 'refused', faults: faultsOf(read.error.issues) }
}

/** @param example an id that somebody might choose */
export function idField(example: string) {
  return text(`Give it an id, such as ${example}.`, idFault)
}

export const nameField = text('Give it a name.', nameFault)
export const flag = z.boolean({ error: 'Must be true or false.' })
export const stateField = z.enum(RULE_STATES, { error: 'Must be on, shadow or off.' })

export const network = text(
  'Must be a text: a network such as 10.0.0.0/8, or one address.',
  networkFault,
)

/** @param min whether the list may be empty */
export function networkList(needed: string, min: 0 | 1) {
  return distinct(network, NETWORKS_MAX, needed, min)
}

const METHODS = `Must be all, reads, or a list of ${RULE_METHODS.join(', ')}.`
const word = z.enum(['all', 'reads'], { error: METHODS })
const method = z.enum(RULE_METHODS, { error: ({ input }) => methodMessage(input) })
const methodList = distinct(method, 2 * RULE_METHODS.length, METHODS)

/** Which calls a rule is about. */
export function callFields({ product, isDataCenter }: SiteKind) {
  return {
    methods: readBy<ResourceRule['methods']>((input) =>
      Array.isArray(input) ? parseBy(methodList, input) : parseBy(word, input),
    ),
    path: text('Say which paths, such as /rest/api/3/issue/**.', (path) =>
      pathPatternFault(path, product, isDataCenter),
    ),
  }
}

function methodMessage(input: unknown): string {
  const method = String(input).toUpperCase()
  if (method === 'HEAD') return 'Leave HEAD out: a rule for GET holds for it too.'
  const isKnown = RULE_METHODS.some((each) => each === method)
  return isKnown ? `Write ${method}, in capitals.` : `Must be one of ${RULE_METHODS.join(', ')}.`
}
