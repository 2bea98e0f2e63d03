import { expect } from 'chai'
import fc from 'fast-check'
import { presentChart } from '../../src/pages/chart.ts'

const HOUR_MS = 3_600_000

describe('the drawing of calls over time', () => {
  const draw = (counts: Parameters<typeof presentChart>[0]['counts']) =>
    presentChart({
      id: 'x',
      title: 'Calls',
      counts,
      span: { from: 0, to: 24 * HOUR_MS },
      stepMs: HOUR_MS,
      tick: (at) => `hour ${String(at / HOUR_MS)}`,
    })

  it('has a place for each step, also for one without calls, and names it', () => {
    const { bars, ticks, says } = draw([{ at: 5 * HOUR_MS, answered: 3, refused: 1, failed: 0 }])
    expect(bars).to.have.length(24)
    expect(bars[5]?.says).to.equal('hour 5: 3 answered, 1 refused, 0 failed')
    expect(bars[6]).to.deep.include({ says: 'hour 6: 0 answered, 0 refused, 0 failed', parts: [] })
    expect(ticks).to.deep.equal(['hour 0', 'hour 12', 'hour 23'])
    expect(says).to.equal('3 answered, 1 refused, 0 failed. Most at hour 5: 4.')
  })

  it('can be drawn of nothing', () => {
    expect(draw([])).to.deep.include({ most: '1', says: '0 answered, 0 refused, 0 failed.' })
  })

  it('keeps every bar within the drawing, stacked without a gap, and as high as its number', () => {
    const count = fc.integer({ min: 0, max: 2_000_000 })
    const step = fc.record({ answered: count, refused: count, failed: count })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 24 }), (steps) => {
        const { bars, height, most } = draw(
          steps.map((each, at) => ({ at: at * HOUR_MS, ...each })),
        )
        const top = Number(most.replaceAll(',', ''))
        for (const [at, { parts }] of bars.entries()) {
          const all = steps[at]
          const total = all === undefined ? 0 : all.answered + all.refused + all.failed
          expect(total).to.be.at.most(top)
          const drawn = parts.reduce((sum, part) => sum + part.height, 0)
          expect(drawn).to.be.closeTo((total / top) * height, 0.05)
          let below = height
          for (const part of parts) {
            expect(part.y + part.height).to.be.closeTo(below, 0.05)
            below = part.y
          }
          expect(below).to.be.at.least(-0.05)
        }
      }),
    )
  })
})
