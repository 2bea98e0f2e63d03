import { diffPolicies, type PolicyDifference } from '../../../policy/policy-diff.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { counted } from '../../counted.ts'

/** A value as JSON, for reading; a long one is folded away. */
interface ValueModel {
  readonly text: string
  readonly isLong: boolean
  readonly lines: string
}

interface DifferenceModel {
  readonly kind: PolicyDifference['kind']
  readonly word: string
  /** Name of the rule, group or provider that it is, or is in. */
  readonly name: string | undefined
  /** What of it, by the names in the document. */
  readonly member: string | undefined
  readonly before: ValueModel | undefined
  readonly after: ValueModel | undefined
  /** Neither value can be told. */
  readonly isSecret: boolean
}

interface SectionModel {
  readonly title: string
  readonly differences: readonly DifferenceModel[]
}

export interface DifferencesModel {
  readonly isSame: boolean
  readonly count: string
  readonly sections: readonly SectionModel[]
}

type Section = Exclude<keyof PolicyDocument, 'format'>

// Typed, so that no section can be left out.
const SECTIONS: Readonly<Record<Section, string>> = {
  switches: 'Switches',
  access: 'Who may call',
  resources: 'Access rules',
  bypasses: 'Bypasses',
  groups: 'Groups',
  networks: 'Networks',
  limits: 'Limits',
  tokens: 'Rules about tokens',
  providers: 'Identity providers',
  retention: 'How long the record is kept',
}

const WORDS = { added: 'Added', changed: 'Changed', removed: 'Removed' } as const
const LONG_CHARACTERS = 160

/** What differs between two documents, by their sections, in the order of the page. */
export function presentDifferences(
  before: PolicyDocument,
  after: PolicyDocument,
): DifferencesModel {
  const all = diffPolicies(before, after)
  const names = namesIn(before, after)
  const sections = Object.entries(SECTIONS).flatMap(([section, title]) => {
    const within = all.filter(({ pointer }) => partsOf(pointer)[0] === section)
    const differences = within.map((each) => presentDifference(each, names))
    return differences.length === 0 ? [] : [{ title, differences }]
  })
  return { isSame: all.length === 0, count: counted(all.length, 'difference'), sections }
}

function presentDifference(
  { pointer, kind, id, before, after }: PolicyDifference,
  names: ReadonlyMap<string, string>,
): DifferenceModel {
  const [section = '', ...rest] = partsOf(pointer)
  const inList = section === 'limits' ? rest.slice(1) : rest
  const member = (id === undefined ? rest : inList.slice(1)).join(' › ')
  const isOrder = pointer === '/resources' && id === undefined
  return {
    kind,
    word: WORDS[kind],
    name: isOrder ? 'The order of the rules' : id && (names.get(nameKey(section, id)) ?? id),
    member: member === '' ? undefined : member,
    before: before === undefined ? undefined : valueOf(before),
    after: after === undefined ? undefined : valueOf(after),
    isSecret: before === undefined && after === undefined,
  }
}

function valueOf(value: unknown): ValueModel {
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)
  const lines = text.split('\n').length
  return {
    text,
    isLong: text.length > LONG_CHARACTERS || lines > 6,
    lines: counted(lines, 'line'),
  }
}

/** What is shown of what has an id is its name, the later one if it was renamed. */
function namesIn(...documents: readonly PolicyDocument[]): ReadonlyMap<string, string> {
  return new Map(
    documents.flatMap(({ resources, bypasses, groups, providers, limits }) =>
      Object.entries({ resources, bypasses, groups, providers, limits: limits.rules }).flatMap(
        ([section, list]) =>
          list.map(({ id, name }): [string, string] => [nameKey(section, id), name]),
      ),
    ),
  )
}

function nameKey(section: string, id: string): string {
  return `${section}/${id}`
}

// RFC 6901; the pointer of a section begins with a slash.
function partsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}
