import type { PolicyDifference } from '../policy/policy-diff.ts'
import type { PolicyVersion } from '../policy/policy-document.ts'
import type { PolicyImpact } from '../policy/policy-impact.ts'
import { listOf, named, oneOf, record, TEXT } from './forms.ts'
import type { JsonSchema } from './operation.ts'
import { formLike } from './typed-form.ts'

/** The number of a version; 0 where nothing was decided yet. */
export const VERSION: JsonSchema = { type: 'integer', minimum: 0 }
const WHEN: JsonSchema = { type: 'string', format: 'date-time' }
const DIFFERENCES = listOf(named('PolicyDifference'))
const IMPACT = named('PolicyImpact')

/** Forms of what was and what would be, by their names among the components of the document. */
export const HISTORY_FORMS = {
  PolicyVersion: formLike<PolicyVersion>(
    { version: VERSION, changedAt: WHEN, changedBy: TEXT },
    {},
  ),
  PolicyVersions: record({ versions: listOf(named('PolicyVersion')) }, { next: VERSION }),
  PolicyDifference: formLike<PolicyDifference>(
    {
      pointer: {
        type: 'string',
        description:
          'JSON Pointer (RFC 6901) into the later document; of what was removed, into the earlier one.',
      },
      kind: oneOf('added', 'changed', 'removed'),
    },
    {
      id: { type: 'string', description: 'Of the element of a list that it is, or is in.' },
      before: { description: 'Absent, like `after`, where a secret was replaced by another.' },
      after: {},
    },
  ),
  PolicyImpact: {
    ...formLike<PolicyImpact>({ loses: listOf(TEXT), gains: listOf(TEXT) }, {}),
    description: 'Sentences for people; they may be reworded.',
  },
  PolicyPreview: record({ version: VERSION, differences: DIFFERENCES, impact: IMPACT }),
  PolicyDiff: record({ from: VERSION, to: VERSION, differences: DIFFERENCES, impact: IMPACT }),
} as const
