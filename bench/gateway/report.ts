import type { Spread } from './figures.ts'
import { costRatio, soundSlices, speedRatio, spreadIn, TARGETS, type Result } from './results.ts'
import { textTable } from './text-table.ts'

const HEAD = [
  '',
  'calls/s',
  'p10–p90',
  'CPU µs',
  'p10–p90',
  '+ later',
  'p50 ms',
  'p99 ms',
  'PSS MiB',
  'slices',
]

/** The whole run for a terminal. */
export function reportLines(results: readonly Result[]): string[] {
  return [
    ...textTable(HEAD, results.map(figuresRow)),
    '',
    'CPU µs: of the proxy’s processes for one answered call; + later: with what they did after the load.',
    ...ratioLines(results),
    '',
    ...missingLines(results),
    ...deedLines(results),
    ...faultLines(results),
  ]
}

function figuresRow(result: Result): string[] {
  const { name, missing, slices } = result
  if (missing !== undefined) return [name, 'missing']
  const speed = spreadIn(result, ({ perSecond }) => perSecond)
  const cpu = spreadIn(result, ({ cpuUs }) => cpuUs)
  const median = (figure: Parameters<typeof spreadIn>[1], digits: number) =>
    number(spreadIn(result, figure)?.median, digits)
  const void_ = slices.length - soundSlices(result).length
  const dirty = slices.filter(({ isDirty }) => isDirty).length
  const notes = [void_ > 0 ? `${void_} void` : '', dirty > 0 ? `${dirty} dirty` : '']
  return [
    name,
    number(speed?.median, 0),
    range(speed, 0),
    number(cpu?.median, 1),
    range(cpu, 1),
    median(({ cpuUsCaughtUp }) => cpuUsCaughtUp, 1),
    median(({ p50Us }) => p50Us / 1000, 2),
    median(({ p99Us }) => p99Us / 1000, 2),
    median(({ pssMib }) => pssMib, 0),
    [String(slices.length), ...notes.filter((note) => note !== '')].join(', '),
  ]
}

function ratioLines(results: readonly Result[]): string[] {
  const ours = results.find(({ name }) => name === 'gatehouse')
  if (ours === undefined) return []
  const rows = TARGETS.flatMap(({ base, promise }) => {
    const result = results.find(({ name }) => name === base)
    if (result === undefined) return [[base, 'not asked for']]
    const cost = costRatio(result, ours)
    if (cost === undefined) return [[base, 'not measured']]
    const speed = speedRatio(result, ours)
    const figures = [number(cost.median, 2), range(cost, 2), number(speed?.median, 2)]
    if (promise === undefined) return [[base, ...figures, '–', '–', '–']]
    const { floor, goal } = promise
    const verdict = cost.median < floor ? 'below floor' : cost.median < goal ? 'floor' : 'goal'
    return [[base, ...figures, String(floor), String(goal), verdict]]
  })
  const head = ['gatehouse against', 'by CPU', 'p10–p90', 'by calls/s', 'floor', 'goal', 'reached']
  return ['', ...textTable(head, rows)]
}

function missingLines(results: readonly Result[]): string[] {
  const lines = results.flatMap(({ name, missing }) =>
    missing === undefined ? [] : [`MISSING: ${name}: ${missing}`],
  )
  return lines.length === 0 ? [] : [...lines, '']
}

function deedLines(results: readonly Result[]): string[] {
  return [
    'What each does for a call (– is not at all):',
    ...results.flatMap(({ name, upstream, deeds }) => [
      `  ${name}`,
      `    token: ${deeds.token} · rules: ${deeds.rules} · limit: ${deeds.limit}`,
      `    record: ${deeds.record} · goes on with: ${deeds.credential} · upstream: ${upstream}`,
    ]),
  ]
}

function faultLines(results: readonly Result[]): string[] {
  const lines = results.flatMap(({ name, slices }) =>
    slices.flatMap(({ round, faults }) =>
      faults.map((fault) => `VOID: ${name}, round ${round}: ${fault}`),
    ),
  )
  return lines.length === 0 ? [] : ['', ...lines]
}

function number(value: number | undefined, digits: number): string {
  return value === undefined ? '–' : value.toFixed(digits)
}

function range(spread: Spread | undefined, digits: number): string {
  if (spread === undefined) return '–'
  return `${spread.p10.toFixed(digits)}–${spread.p90.toFixed(digits)}`
}
