import { NEEDED_SCOPES, PRODUCT_APIS } from '../policy/catalogue/product-operation.ts'
import { oneOf, record, TEXT, YES_OR_NO } from './forms.ts'

const COUNT = { type: 'integer' }

const operation = record({
  api: oneOf(...PRODUCT_APIS),
  method: TEXT,
  path: { ...TEXT, description: 'As a rule writes it, below the product’s base URL.' },
  title: TEXT,
  tag: { ...TEXT, description: 'What the product’s documentation has it under.' },
  scope: {
    ...oneOf(...NEEDED_SCOPES),
    description: 'Connect scope that it needs; `INACCESSIBLE` is served to no Connect app.',
  },
  scopeIsStated: {
    ...YES_OR_NO,
    description: 'Otherwise the scope is the least that the method needs, and may be more.',
  },
  scopeIsAskedFor: { ...YES_OR_NO, description: 'The app asks for it when it is installed.' },
  reads: { ...YES_OR_NO, description: 'Credentials that may only read can call it.' },
  deprecated: YES_OR_NO,
  estimatedPoints: {
    ...COUNT,
    description: 'What a call may take of the product’s hourly budget; an estimate.',
  },
})

const use = record(
  {
    caller: { ...TEXT, description: 'As `caller` of the events has it.' },
    method: TEXT,
    operation: { ...TEXT, description: 'As `operation` of the events has it.' },
    calls: COUNT,
    lastAt: { type: 'string', format: 'date-time' },
  },
  {
    credentialKind: TEXT,
    credentialId: TEXT,
    subject: TEXT,
    accountId: { ...TEXT, description: 'Who answers for the calls.' },
    title: { ...TEXT, description: 'Absent where the catalogue does not have the operation.' },
    deprecation: {
      ...TEXT,
      description: 'What the product’s answers said; absent where only the catalogue knows.',
    },
  },
)

/** Forms of the catalogue, by their names among the components of the document. */
export const CATALOGUE_FORMS = { ProductOperation: operation, DeprecatedUse: use } as const
