import { pathPatternFault } from '../../../policy/check-path-pattern.ts'
import type { Product } from '../../../tenants/tenant.ts'

/** What a path says so far, while it is typed. */
export interface PathTold {
  readonly says: string
  readonly isFault: boolean
}

/** Patterns that a product's admins often need, to begin with. */
export const PATH_EXAMPLES: Readonly<Record<Product, readonly string[]>> = {
  jira: [
    '/rest/api/3/issue/{issueIdOrKey}/**',
    '/rest/api/3/search/jql',
    '/rest/api/3/project/{projectIdOrKey}',
    '/rest/agile/1.0/board/{boardId}/sprint',
    '/**',
  ],
  confluence: [
    '/api/v2/pages/{id}/**',
    '/rest/api/content/{id}',
    '/rest/api/search',
    '/api/v2/spaces',
    '/**',
  ],
}

export function pathWords(typed: string, product: Product): PathTold {
  const path = typed.trim()
  if (path === '') return { says: 'Nothing typed yet.', isFault: false }
  const fault = pathPatternFault(path, product)
  if (fault !== undefined) return { says: fault, isFault: true }
  return { says: coverageWords(path), isFault: false }
}

function coverageWords(path: string): string {
  if (path === '/**') return 'Fits all that Gatehouse serves.'
  const isDeep = path.endsWith('/**')
  const stem = isDeep ? path.slice(0, -'/**'.length) : path
  const sample = stem.replaceAll(/\{[^/}]*\}/g, '…')
  const hole = sample.includes('…') ? ', where … is any one segment' : ''
  return `Fits ${sample}${hole}${isDeep ? ', and everything below it.' : ', and nothing below it.'}`
}
