import { codeWords } from '../../../policy/explain/code-words.ts'
import type { Settled } from '../../../policy/explain/doubts.ts'
import type { CatalogueAnswer } from '../../../policy/explain/explainer.ts'
import type { OperationAnswer } from '../../../policy/explain/operation-answer.ts'
import { namedRule } from '../../../policy/explain/rule-names.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { DOUBT_WORDS } from './doubt-words.ts'

/** What a caller can do, by the headings that the product's documentation has. */
export interface CanDoModel {
  readonly heading: string
  readonly says: readonly string[]
  readonly tags: readonly TagModel[]
}

interface TagModel {
  readonly tag: string
  readonly counts: string
  readonly operations: readonly OperationRow[]
}

interface OperationRow {
  readonly method: string
  readonly path: string
  readonly title: string
  readonly tone: 'allowed' | 'denied' | 'open'
  readonly word: string
  readonly says: string
}

export interface CanDoView {
  readonly document: PolicyDocument
  /** Whose it is, for a heading. */
  readonly caller: string
  /** Where it calls from; absent: from wherever it may. */
  readonly address: string | undefined
  /** Whether the names of rules are for this reader. */
  readonly isAdmin: boolean
}

export function presentCanDo(answer: CatalogueAnswer, view: CanDoView): CanDoModel {
  const heading = `What ${view.caller} can do`
  if (answer.kind !== 'answered') {
    const { says, todo } = codeWords(answer.code)
    const told = [`Nothing just now. ${says}`, ...(view.isAdmin && todo !== '' ? [todo] : [])]
    return { heading, says: told, tags: [] }
  }
  const rows = answer.operations.map((each) => ({
    tag: each.operation.tag,
    row: rowOf(each, view),
  }))
  const byTag = new Map<string, OperationRow[]>()
  for (const { tag, row } of rows) byTag.set(tag, [...(byTag.get(tag) ?? []), row])
  const tags = [...byTag].toSorted(([one], [other]) => one.localeCompare(other, 'en'))
  return {
    heading,
    says: [
      `Of ${String(rows.length)} operations: ${countWords(rows.map(({ row }) => row))}.`,
      view.address === undefined
        ? 'This is for calls from wherever it may call.'
        : `This is for calls from ${view.address}.`,
      'What the product itself allows the account comes on top.',
    ],
    tags: tags.map(([tag, operations]) => ({ tag, counts: countWords(operations), operations })),
  }
}

function rowOf({ operation, settled }: OperationAnswer, view: CanDoView): OperationRow {
  const { method, path, title } = operation
  return { method, path, title, ...answerOf(settled, view) }
}

function answerOf(
  settled: Settled,
  { document, isAdmin }: CanDoView,
): Pick<OperationRow, 'tone' | 'word' | 'says'> {
  if (settled.kind === 'depends') {
    const names = settled.rules.map(({ name }) => `“${name}”`).slice(0, 3)
    const by = isAdmin && names.length > 0 ? ` See ${names.join(', ')}.` : ''
    const says = `${settled.on.map((each) => DOUBT_WORDS[each]).join(' ')}${by}`
    return { tone: 'open', word: 'Depends', says }
  }
  const { decision } = settled
  const { name } = namedRule(decision.rule, document)
  if (decision.effect === 'allow') {
    return { tone: 'allowed', word: 'Allowed', says: isAdmin ? `By “${name}”.` : '' }
  }
  const says = isAdmin ? `By “${name}”.` : (REASONS[decision.code] ?? '')
  return { tone: 'denied', word: 'Denied', says }
}

/** Why, for people who do not see the rules; in the words that a refused call is told. */
const REASONS: Readonly<Record<string, string>> = {
  'call/not-available': 'It is not made available.',
  'call/denied': 'It is denied.',
  'call/read-only': 'It may only read.',
  'call/outside-grant': 'The token is limited to something else.',
  'call/unknown-resource': 'Gatehouse does not serve it.',
}

function countWords(rows: readonly OperationRow[]): string {
  const count = (tone: OperationRow['tone']) => rows.filter((row) => row.tone === tone).length
  const [allowed, open, denied] = [count('allowed'), count('open'), count('denied')]
  return [
    ...(allowed === 0 ? [] : [`${String(allowed)} allowed`]),
    ...(open === 0 ? [] : [`${String(open)} depending`]),
    ...(denied === 0 ? [] : [`${String(denied)} denied`]),
  ].join(', ')
}
