export interface Point {
  /** Minutes. */
  readonly x: number
  readonly y: number
}

const WIDTH = 760
const HEIGHT = 300
const LEFT = 60
const RIGHT = WIDTH - 20
const TOP = 50
const BOTTOM = HEIGHT - 40
const STEPS = 4

/** One line over time from zero up, on a light ground of its own. */
export function linePlot(title: string, points: readonly Point[]): string {
  const [lastX, highest] = [
    Math.max(1e-9, ...points.map(({ x }) => x)),
    Math.max(1, ...points.map(({ y }) => y)) * 1.1,
  ]
  const at = ({ x, y }: Point) => {
    const across = LEFT + (x / lastX) * (RIGHT - LEFT)
    return `${across.toFixed(1)},${(BOTTOM - (y / highest) * (BOTTOM - TOP)).toFixed(1)}`
  }
  const marks = Array.from({ length: STEPS + 1 }, (_, step) => {
    const y = BOTTOM - (step / STEPS) * (BOTTOM - TOP)
    const x = LEFT + (step / STEPS) * (RIGHT - LEFT)
    return `<path d="M${LEFT} ${y}H${RIGHT}" stroke="#d8dee4"/>
<text x="${LEFT - 8}" y="${y + 4}" text-anchor="end">${((highest * step) / STEPS).toFixed(0)}</text>
<text x="${x}" y="${BOTTOM + 20}" text-anchor="middle">${((lastX * step) / STEPS).toFixed(1)} min</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="11" fill="#59636e" role="img">
<rect width="${WIDTH}" height="${HEIGHT}" rx="8" fill="#ffffff" stroke="#d0d7de"/>
<text x="20" y="28" font-size="15" font-weight="600" fill="#1f2328">${title}</text>
${marks.join('\n')}
<polyline points="${points.map(at).join(' ')}" fill="none" stroke="#0969da" stroke-width="2"/>
</svg>
`
}
