import type { Growth } from './growth.ts'
import { logScale, markText, type LogScale } from './log-scale.ts'

export const PANEL_WIDTH = 440
export const PANEL_HEIGHT = 300
const LEFT = 56
const RIGHT = PANEL_WIDTH - 24
const TOP = 34
const BOTTOM = 186
const LEGEND = BOTTOM + 48
const LEGEND_STEP = 16
// Told from each other in shades of grey too, and by who sees no difference of red and green.
const COLOURS = ['#0969da', '#bc4c00', '#1b7c83', '#8250df', '#57606a']

/** Medians as lines, with a bar from what a tenth to what nine tenths stay below. */
export function panelOf({ title, of, units, plotted, points }: Growth): string {
  const names = Object.keys(units).filter((name) => units[name] === plotted)
  const lines = names.map((name) =>
    points.flatMap(({ size, figures }) => {
      const spread = figures[name]
      return spread === undefined ? [] : [{ size, ...spread }]
    }),
  )
  const across = logScale(points.map(({ size }) => size))
  const up = logScale(lines.flat().flatMap(({ p10, p90 }) => [p10, p90]))
  const x = (size: number) => fixed(LEFT + across.place(size) * (RIGHT - LEFT))
  const y = (value: number) => fixed(BOTTOM - up.place(value) * (BOTTOM - TOP))
  return [
    `<text x="20" y="18" font-size="13" font-weight="600" fill="#1f2328">${title}, ${plotted}</text>`,
    ...gridOf(across, up, x, y),
    `<text x="${(LEFT + RIGHT) / 2}" y="${BOTTOM + 32}" text-anchor="middle">${of}</text>`,
    ...lines.map((line, at) => {
      const path = line.map(({ size, median }) => `${x(size)},${y(median)}`).join(' ')
      const bars = line.map(({ size, p10, p90 }) => `M${x(size)} ${y(p10)}V${y(p90)}`).join('')
      const dots = line.map(
        ({ size, median }) => `<circle cx="${x(size)}" cy="${y(median)}" r="3"/>`,
      )
      return `<g stroke="${colour(at)}" fill="${colour(at)}"><polyline points="${path}" fill="none" stroke-width="2"/><path d="${bars}" stroke-width="1.5" opacity="0.5"/>${dots.join('')}</g>`
    }),
    ...names.map((name, at) => legendOf(name, at)),
  ].join('\n')
}

type Place = (value: number) => string

function gridOf(across: LogScale, up: LogScale, x: Place, y: Place): string[] {
  return [
    ...up.marks.map(
      (mark) =>
        `<path d="M${LEFT} ${y(mark)}H${RIGHT}" stroke="#d8dee4"/><text x="${LEFT - 8}" y="${Number(y(mark)) + 4}" text-anchor="end">${markText(mark)}</text>`,
    ),
    ...across.marks.map(
      (mark) =>
        `<path d="M${x(mark)} ${TOP}V${BOTTOM}" stroke="#eaeef2"/><text x="${x(mark)}" y="${BOTTOM + 16}" text-anchor="middle">${markText(mark)}</text>`,
    ),
  ]
}

function legendOf(name: string, at: number): string {
  const y = LEGEND + at * LEGEND_STEP
  return `<path d="M${LEFT} ${y - 4}h16" stroke="${colour(at)}" stroke-width="2"/><text x="${LEFT + 24}" y="${y}" fill="#1f2328">${name}</text>`
}

function colour(at: number): string {
  return COLOURS[at % COLOURS.length] ?? '#57606a'
}

function fixed(value: number): string {
  return value.toFixed(1)
}
