import type { MergedOperation } from './merge-operations.ts'
import { titleOf } from './title-words.ts'

/** One generated file of the catalogue. */
export interface Table {
  /** Name of the file's export. */
  readonly name: string
  /** Packages and versions that the facts are from. */
  readonly sources: readonly string[]
  readonly operations: readonly MergedOperation[]
}

/** The file as it is committed: one operation a line, so that a change of the sources is read easily. */
export function writeTable({ name, sources, operations }: Table): string {
  return [
    '// Written by `npm run catalogue`; edit scripts/catalogue instead. Facts taken from:',
    ...sources.map((source) => `// ${source}`),
    "import type { CatalogueLine } from './catalogue-line.ts'",
    '',
    '// prettier-ignore',
    `export const ${name}: readonly CatalogueLine[] = [`,
    ...operations.map((operation) => `  [${cellsOf(operation).map(quoted).join(', ')}],`),
    ']',
    '',
  ].join('\n')
}

function cellsOf({ method, path, name, group, scope, asks, deprecated }: MergedOperation) {
  const marks = [asks ? 'asks' : '', deprecated ? 'deprecated' : ''].filter((mark) => mark !== '')
  return [method, path, titleOf(name), titleOf(group), scope, marks.join(' ')]
}

const quoted = (cell: string) => `'${cell.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
