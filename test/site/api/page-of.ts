import { ApiFailure } from './api-call.ts'

/** One page of a list in Jira's form. Negative numbers are clamped, words are refused. */
export function pageOf<T>(
  values: readonly T[],
  query: URLSearchParams,
  defaultSize = 50,
): { startAt: number; maxResults: number; total: number; isLast: boolean; values: T[] } {
  const [startAt, maxResults] = [
    number(query, 'startAt', 0),
    number(query, 'maxResults', defaultSize),
  ]
  const part = values.slice(startAt, startAt + maxResults)
  const isLast = startAt + part.length >= values.length
  return { startAt, maxResults, total: values.length, isLast, values: part }
}

function number(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name)
  if (text === null || text === '') return fallback
  if (!/^-?\d+$/.test(text)) throw new ApiFailure(400, `Failed to convert '${name}' (${text})`)
  return Math.max(0, Number(text))
}
