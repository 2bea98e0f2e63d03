import type { CheckedChains } from './check-chain.ts'
import type { CallFault } from './compare-calls.ts'
import type { Round } from './play-round.ts'

const COLUMNS = [
  ['round', 5],
  ['killed after', 12],
  ['sent', 7],
  ['cut off', 7],
  ['product saw', 11],
  ['audit has', 9],
  ['missing', 7],
  ['twice', 5],
  ['other faults', 12],
  ['unknown outcome', 15],
] as const

/** Names of the columns of `roundLine`. */
export const TITLE = COLUMNS.map(([name, width]) => name.padStart(width)).join('  ')

export function roundLine(round: Round, faults: readonly CallFault[]): string {
  const { number, killedAfterMs, killedTwice, sent, seen, audited } = round
  const values = [
    number,
    `${killedAfterMs} ms`,
    sent.length,
    cutOff(round),
    seen.length,
    audited.length,
    countOf(faults, 'missing'),
    countOf(faults, 'twice'),
    countOf(faults, 'untrue') + countOf(faults, 'uncontrolled'),
    unknown(round),
  ]
  const cells = values.map((value, at) => String(value).padStart(COLUMNS[at]?.[1] ?? 0))
  return `${cells.join('  ')}${killedTwice ? '  and killed again while it started' : ''}`
}

/** What all rounds together show, and what this program does not look at. */
export function summaryOf(
  rounds: readonly Round[],
  faults: readonly CallFault[],
  chains: CheckedChains,
): string {
  const sum = (of: (round: Round) => number) =>
    String(rounds.reduce((total, round) => total + of(round), 0))
  const verdict =
    faults.length === 0
      ? 'Nothing is missing, nothing is there twice, and nothing was recorded that was not so.'
      : `${faults.length} violations, ${countOf(faults, 'missing')} of them missing calls.`
  return `
${rounds.length} rounds on one database file, ${sum(({ killedTwice }) => Number(killedTwice))} of them with a second kill while it started.
${sum(({ sent }) => sent.length)} calls sent, ${sum(cutOff)} of them cut off by a kill; the product saw ${sum(({ seen }) => seen.length)}, the audit log has ${sum(({ audited }) => audited.length)},
${sum(unknown)} of these with the outcome unknown. Looked at: the management API after each round and as a whole in the end,
the database file past Gatehouse after each round, and ${String(chains.lines)} lines of ${String(chains.tenants)} chains. Not looked at: refusals of unknown callers may be missing (ADR 6).
${verdict}`
}

/** Calls whose caller never got a whole answer, since the process was gone. */
export function cutOff({ sent }: Round): number {
  return sent.filter(({ answer }) => answer === undefined).length
}

function unknown({ audited }: Round): number {
  return audited.filter(({ outcome }) => outcome === 'unknown').length
}

function countOf(faults: readonly CallFault[], kind: CallFault['kind']): number {
  return faults.filter((fault) => fault.kind === kind).length
}
