import { RULE_METHODS } from '../../../policy/resource-rule.ts'

/** The form of a resource rule, as it is sent and shown: texts, and the names of what is ticked. */
export const RESOURCE_FIELDS = [
  'name',
  'id',
  'effect',
  'state',
  'methods',
  'path',
  'actsAs',
  'who.by',
  'who.tokens',
  'who.json',
  'networks',
  'cost',
] as const
export type ResourceField = (typeof RESOURCE_FIELDS)[number]

/** One condition on the query; `value` means nothing where it is only present or absent. */
export interface QueryRow {
  readonly name: string
  readonly operator: string
  readonly value: string
}

/** For whom, as far as ticks can say it; the ticks say nothing where there is JSON. */
export interface WhoForm {
  readonly groups: readonly string[]
  readonly providers: readonly string[]
  readonly credentials: readonly string[]
  /** Ids of API tokens, one on each line. */
  readonly tokens: string
  readonly json: string | undefined
}

export interface ResourceForm {
  readonly fields: Readonly<Record<ResourceField, string>>
  /** Those that are ticked; they mean something where `methods` is `listed`. */
  readonly methods: readonly string[]
  readonly query: readonly QueryRow[]
  /** They mean something where `who.by` is `ticks`, as `who.tokens` does. */
  readonly ticks: Pick<WhoForm, 'groups' | 'providers' | 'credentials'>
  readonly anonymous: boolean
  /** Means something for Confluence's prefix for tokens, of Data Center. */
  readonly anonymousConfirmed: boolean
}

/** The kinds of credential that can be ticked; others are for JSON. */
export const TICKED_KINDS = ['api-token', 'provider-token', 'context-token', 'basic'] as const

export const METHOD_NAMES: readonly string[] = RULE_METHODS

export const EMPTY_QUERY_ROW: QueryRow = { name: '', operator: 'present', value: '' }
export const EMPTY_WHO: WhoForm = {
  groups: [],
  providers: [],
  credentials: [],
  tokens: '',
  json: undefined,
}

/** What a new rule begins with: it would let everybody read, once it has a path and a name. */
export const EMPTY_RESOURCE: ResourceForm = {
  fields: {
    name: '',
    id: '',
    effect: 'allow',
    state: 'on',
    methods: 'reads',
    path: '',
    actsAs: '',
    'who.by': 'all',
    'who.tokens': '',
    'who.json': '',
    networks: '',
    cost: '',
  },
  methods: [],
  query: [],
  ticks: { groups: [], providers: [], credentials: [] },
  anonymous: false,
  anonymousConfirmed: false,
}
