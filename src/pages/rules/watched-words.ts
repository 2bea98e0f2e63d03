import { callWords } from '../number-words.ts'

/**
 * What something in shadow would have done, and where it is told whose calls those were.
 * @param count of calls in the last 30 days
 */
export function watchedWords(verb: 'allowed' | 'denied' | 'refused', count: number): string {
  if (count === 0) return `Would have ${verb} no calls in the last 30 days.`
  const says = `Would have ${verb} ${callWords(count)} in the last 30 days.`
  return `${says} “Gatehouse overview”, under “Shadow”, tells whose.`
}
