import { readFileSync } from 'node:fs'
import type { FoundOperation } from './found-operation.ts'

/**
 * What was found in a package that is too big, or of another version, to be installed: one operation a
 * line, kept beside the script so that the catalogue is built without a network.
 */
export interface Extract {
  /** Package and version. */
  readonly source: string
  readonly operations: readonly FoundOperation[]
}

export function writeExtract({ source, operations }: Extract): string {
  const lines = operations.map(({ method, path, name, group, deprecated, scope }) =>
    [method, path, name, group, scope || '-', deprecated ? 'deprecated' : '-'].join('\t'),
  )
  return [`# ${source}`, ...lines.toSorted(), ''].join('\n')
}

/** @throws Error for a line of another form */
export function readExtract(file: URL): Extract {
  const [head = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n')
  const operations = lines.map((line) => {
    const [method, path, name, group, scope, deprecated] = line.split('\t')
    if (!method || !path || !name || !group || !scope || !deprecated)
      throw new Error(`not an operation: ${line}`)
    const isDeprecated = deprecated === 'deprecated'
    return { method, path, name, group, deprecated: isDeprecated, scope: scope.replace('-', '') }
  })
  return { source: head.replace(/^# /, ''), operations }
}
