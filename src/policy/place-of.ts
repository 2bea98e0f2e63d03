import { segmentsOf } from './comparable-path.ts'
import type { Call } from './call.ts'

const ISSUE_KEY = /^([A-Z][A-Z0-9_]*)-[0-9]+$/
const PROJECT_KEY = /^[A-Z][A-Z0-9_]*$/
const SPACE_KEY = /^(?:[A-Z0-9][A-Z0-9_]*|~[A-Z0-9_:.-]+)$/

/** What stands where a project's key can stand, and is about projects of any key. */
const NO_PROJECTS = new Set(['SEARCH', 'RECENT', 'TYPE'])

/**
 * Key of the one project or space that a call names, in upper case; undefined where it names none, by
 * a number, or several, as searches and bulk operations do. Read from path and query alone: what the
 * body names is not known, so a path that has none never names one.
 */
export function placeOf(call: Call): string | undefined {
  const segments = segmentsOf(call.path)
  if (segments === undefined) return undefined
  return call.product === 'jira' ? projectOf(segments) : spaceOf(segments, call)
}

function projectOf(segments: readonly string[]): string | undefined {
  const [rest, api, , noun, name = '', ...below] = segments
  // Worklogs are moved to an issue that the body names.
  if (rest !== 'rest' || below.join('/') === 'worklog/move') return undefined
  const key = upperCased(name)
  if (noun === 'issue' && (api === 'api' || api === 'agile')) return ISSUE_KEY.exec(key)?.[1]
  if (noun !== 'project' || api !== 'api') return undefined
  return PROJECT_KEY.test(key) && !NO_PROJECTS.has(key) ? key : undefined
}

function spaceOf(segments: readonly string[], call: Call): string | undefined {
  const [rest, api, noun, name = ''] = segments
  if (rest !== 'rest' || api !== 'api') return undefined
  if (noun === 'space') return spaceKeyOf(unescaped(name))
  // A new page's space is in the body, whatever the query says.
  if (noun !== 'content' || segments.length > 3 || !isGet(call)) return undefined
  const [named = '', ...more] = new URLSearchParams(call.query).getAll('spaceKey')
  return more.length === 0 ? spaceKeyOf(named) : undefined
}

function spaceKeyOf(text: string): string | undefined {
  const key = upperCased(text)
  return SPACE_KEY.test(key) ? key : undefined
}

function isGet({ method }: Call): boolean {
  return method === 'GET' || method === 'HEAD'
}

// Personal spaces' keys have a colon in them, which many programs escape.
function unescaped(segment: string): string {
  return segment.replace(/%7e/gi, '~').replace(/%3a/gi, ':')
}

// Keys are ASCII: no other letter becomes one of them by being put into upper case.
function upperCased(text: string): string {
  return /^[\x21-\x7e]*$/.test(text) ? text.toUpperCase() : ''
}
