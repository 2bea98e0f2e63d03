import type { Growth } from './growth.ts'
import { panelOf, PANEL_HEIGHT, PANEL_WIDTH } from './panel.ts'

const TOP = 60
const COLUMNS = 2

/**
 * Each series in a panel of its own, both axes logarithmic: what does not grow is level, what grows in proportion
 * rises by one power for one. On a light ground of its own, since a page that shows it may be dark.
 */
export function growthPlot(all: readonly Growth[], subtitle: string): string {
  const width = COLUMNS * PANEL_WIDTH
  const height = TOP + Math.ceil(all.length / COLUMNS) * PANEL_HEIGHT + 10
  const panels = all.map((growth, at) => {
    const x = (at % COLUMNS) * PANEL_WIDTH
    const y = TOP + Math.floor(at / COLUMNS) * PANEL_HEIGHT
    return `<g transform="translate(${x} ${y})">\n${panelOf(growth)}\n</g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="11" fill="#59636e" role="img" aria-label="What work costs as it grows">
<rect width="${width}" height="${height}" rx="8" fill="#ffffff" stroke="#d0d7de"/>
<text x="20" y="28" font-size="16" font-weight="600" fill="#1f2328">As work grows</text>
<text x="20" y="46" font-size="12">${subtitle}</text>
${panels.join('\n')}
</svg>
`
}
