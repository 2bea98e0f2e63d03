import { ANY_OBJECT, listOf, oneOf, record, TEXT } from './forms.ts'
import { NETWORKS, RESOURCES } from './provider-forms.ts'

const finding = record({
  check: TEXT,
  verdict: oneOf('passed', 'failed', 'skipped'),
  says: TEXT,
})

const inspection = record(
  { verdict: oneOf('admitted', 'refused'), findings: listOf(finding) },
  {
    code: TEXT,
    provider: record({ id: TEXT, name: TEXT }),
    header: ANY_OBJECT,
    claims: ANY_OBJECT,
    rule: TEXT,
    access: oneOf('read', 'write'),
    resources: RESOURCES,
    networks: NETWORKS,
    claimedGroups: {
      oneOf: [listOf(TEXT), oneOf('left-out')],
      description:
        'What the groups claim names; `left-out` where the token does not have all of it.',
    },
    actsAs: {
      oneOf: [record({ kind: oneOf('user'), accountId: TEXT }), record({ kind: oneOf('app') })],
    },
  },
)

const preset = record(
  {
    id: TEXT,
    name: TEXT,
    summary: TEXT,
    draft: {
      ...ANY_OBJECT,
      description: 'Members of a provider, some with `{…}` to be filled in.',
    },
    placeholders: listOf(ANY_OBJECT),
    notes: listOf(TEXT),
  },
  { docs: TEXT },
)

/** Forms about trying tokens, by their names among the components of the document. */
export const INSPECTION_FORMS = { Inspection: inspection, Preset: preset } as const
