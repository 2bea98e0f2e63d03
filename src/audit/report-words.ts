import type { ChainReport } from './verify-chain.ts'

/** What came of proving a record, line by line, for who runs the program. */
export function reportInWords(report: ChainReport): string {
  const { tenantId, lines, after, upTo, faults, faultCount, unchained } = report
  const notes = [
    ...(report.removed === 0 ? [] : [`  ${lineCount(report.removed)} removed by retention`]),
    ...(unchained === 0
      ? []
      : [`  ${String(unchained)} events are older than the chain: nothing proves these`]),
    ...unsignedNote(report),
    ...headNote(report),
    ...faults.map(({ says }) => `  FAULT: ${says}`),
    ...(faultCount > faults.length ? [`  … and ${String(faultCount - faults.length)} more`] : []),
  ]
  const verdict = faultCount === 0 ? 'as it was written' : 'NOT as it was written'
  const range = lines === 0 ? '' : ` (${String(after + 1)} to ${String(upTo)})`
  return [`${tenantId}: ${lineCount(lines)}${range}, ${verdict}`, ...notes].join('\n')
}

function unsignedNote({ unsigned, unsignedSince }: ChainReport): string[] {
  if (unsigned === 0) return []
  const since =
    unsignedSince === undefined ? '' : `, from ${new Date(unsignedSince).toISOString()} on`
  return [`  ${lineCount(unsigned)} after the last signed head${since}`]
}

function headNote({ headsCompared, headsPassed }: ChainReport): string[] {
  const passed =
    headsPassed === 0 ? '' : `, ${String(headsPassed)} of lines that were removed by right`
  return [`  ${String(headsCompared)} signed heads compared${passed}`]
}

function lineCount(count: number): string {
  return count === 1 ? '1 line' : `${String(count)} lines`
}
