import { pathPatternFault } from '../../../policy/check-path-pattern.ts'
import type { SiteKind } from '../../../policy/site-kind.ts'
import type { Product } from '../../../tenants/tenant.ts'
import { NO_NOTES, operationNotes, type OperationNotes } from './operation-notes.ts'
import type { ResourceForm } from './resource-form.ts'

/** What a path says so far, while it is typed. */
export interface PathTold extends OperationNotes {
  readonly says: string
  readonly isFault: boolean
}

/** Patterns that a product's admins often need, to begin with. */
export function pathExamples({ product, isDataCenter }: SiteKind): readonly string[] {
  return (isDataCenter === true ? OF_DATA_CENTER : OF_CLOUD)[product]
}

const OF_CLOUD: Readonly<Record<Product, readonly string[]>> = {
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

// Data Center never had the younger APIs.
const OF_DATA_CENTER: typeof OF_CLOUD = {
  jira: [
    '/rest/api/2/issue/{issueIdOrKey}/**',
    '/rest/api/2/search',
    '/rest/api/2/project/{projectIdOrKey}',
    '/rest/agile/1.0/board/{boardId}/sprint',
    '/**',
  ],
  confluence: [
    '/rest/api/content/{id}/**',
    '/rest/token-auth/api/content/{id}',
    '/rest/api/search',
    '/rest/api/space',
    '/**',
  ],
}

/** @param appScopes what the app's descriptor asks for */
export function pathWords(
  form: ResourceForm,
  { product, isDataCenter }: SiteKind,
  appScopes: readonly string[],
): PathTold {
  const path = form.fields.path.trim()
  if (path === '') return { says: 'Nothing typed yet.', isFault: false, ...NO_NOTES }
  const fault = pathPatternFault(path, product, isDataCenter)
  if (fault !== undefined) return { says: fault, isFault: true, ...NO_NOTES }
  const notes = operationNotes(path, form, product, appScopes)
  return { says: coverageWords(path), isFault: false, ...notes }
}

function coverageWords(path: string): string {
  if (path === '/**') return 'Fits all that Gatehouse serves.'
  const isDeep = path.endsWith('/**')
  const stem = isDeep ? path.slice(0, -'/**'.length) : path
  const sample = stem.replaceAll(/\{[^/}]*\}/g, '…')
  const hole = sample.includes('…') ? ', where … is any one segment' : ''
  return `Fits ${sample}${hole}${isDeep ? ', and everything below it.' : ', and nothing below it.'}`
}
