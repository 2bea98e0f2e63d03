import type { Spread } from './figures.ts'
import { spreadIn, type Result } from './results.ts'

const WIDTH = 860
const LABEL_WIDTH = 190
const BAR_END = 780
const ROW = 38
const TOP = 64

/**
 * Bars of how many calls one core serves in a second, by the CPU time that a call takes: the one figure
 * that does not depend on what the load generator can do. An SVG with a light ground of its own, since a
 * page that shows it may be dark.
 */
export function plot(results: readonly Result[], subtitle: string): string {
  const bars = results.flatMap((result) => {
    const spread = spreadIn(result, ({ cpuUsCaughtUp }) =>
      cpuUsCaughtUp === undefined ? undefined : 1_000_000 / cpuUsCaughtUp,
    )
    const note = result.missing === undefined ? recordOf(result) : 'not installed here'
    return result.name === 'direct' ? [] : [{ name: result.name, note, spread }]
  })
  const longest = Math.max(1, ...bars.map(({ spread }) => spread?.p90 ?? 0))
  const height = TOP + bars.length * ROW + 16
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" role="img" aria-label="Calls that one core serves in a second">
<rect width="${WIDTH}" height="${height}" rx="8" fill="#ffffff" stroke="#d0d7de"/>
<text x="20" y="28" font-size="16" font-weight="600" fill="#1f2328">Calls that one core serves in a second</text>
<text x="20" y="48" font-size="12" fill="#59636e">${escaped(subtitle)}</text>
${bars.map((bar, row) => barOf(bar, row, longest)).join('\n')}
</svg>
`
}

interface Bar {
  readonly name: string
  readonly note: string
  readonly spread: Spread | undefined
}

function barOf({ name, note, spread }: Bar, row: number, longest: number): string {
  const y = TOP + row * ROW
  const x = (value: number) => LABEL_WIDTH + (value / longest) * (BAR_END - LABEL_WIDTH)
  const label = `<text x="${LABEL_WIDTH - 10}" y="${y + 14}" font-size="13" text-anchor="end" fill="#1f2328">${escaped(name)}</text>
<text x="${LABEL_WIDTH}" y="${y + 30}" font-size="10.5" fill="#59636e">${escaped(note)}</text>`
  if (spread === undefined) return label
  const { p10, median, p90 } = spread
  const colour = name.startsWith('gatehouse') ? '#0969da' : '#9aa4af'
  const middle = y + 9.5
  return `${label}
<rect x="${LABEL_WIDTH}" y="${y + 2}" width="${fixed(x(median) - LABEL_WIDTH)}" height="15" fill="${colour}"/>
<path d="M${fixed(x(p10))} ${middle}H${fixed(x(p90))}M${fixed(x(p10))} ${middle - 4}v8M${fixed(x(p90))} ${middle - 4}v8" stroke="#1f2328" fill="none"/>
<text x="${fixed(x(p90) + 8)}" y="${y + 14}" font-size="12" fill="#1f2328">${Math.round(median).toLocaleString('en-GB')}</text>`
}

function recordOf({ deeds: { token, record } }: Result): string {
  return `token: ${token} · record: ${record}`
}

function fixed(value: number): string {
  return value.toFixed(1)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
