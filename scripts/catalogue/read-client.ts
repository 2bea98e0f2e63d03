import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FoundOperation } from './found-operation.ts'

const REQUEST = /\burl: (['`])([^'`]*)\1,\s*method: '([A-Z]+)'/g
const FUNCTION = /\basync (?:function )?(\w+)/g
const COMMENT = /\/\*\*[\s\S]*?\*\//g

/**
 * Operations of a generated client: each of its functions has one request, with the address as a template,
 * and a comment before it that says whether it is deprecated.
 * @param pathOf the path below the product's base URL, of what the client has as the address
 * @throws Error where a request is written in a form that is not known
 */
export function readClient(
  folder: string,
  pathOf: (address: string) => string,
): readonly FoundOperation[] {
  const files = readdirSync(folder).filter((name) => /(?<!\.d)\.(ts|js)$/.test(name))
  return files
    .filter((name) => !name.startsWith('index.'))
    .flatMap((name) => {
      const source = readFileSync(join(folder, name), 'utf8')
      const found = [...source.matchAll(REQUEST)].map((request) =>
        operationAt(source, request, name.replace(/\.\w+$/, ''), pathOf),
      )
      const requests = source.match(/\bconst config\b/g)?.length ?? 0
      if (found.length !== requests)
        throw new Error(`${name}: ${found.length} of ${requests} requests read`)
      return found
    })
}

function operationAt(
  source: string,
  request: RegExpExecArray,
  group: string,
  pathOf: (address: string) => string,
): FoundOperation {
  const before = source.slice(0, request.index)
  const name = [...before.matchAll(FUNCTION)].at(-1)?.[1]
  const comment = [...before.matchAll(COMMENT)].at(-1)?.[0]
  const [, , template, method] = request
  if (!name || !comment || !template || !method)
    throw new Error(`${group}: a request of no function`)
  return {
    method,
    path: pathOf(template.replace(/\$\{(?:\w+\.)?(\w+)\}/g, '{$1}')),
    name,
    group,
    deprecated: comment.includes('@deprecated'),
    scope: '',
  }
}
