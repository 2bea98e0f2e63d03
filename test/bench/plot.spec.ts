import { expect } from 'chai'
import { linePlot } from '../../bench/gateway/line-plot.ts'
import { plot } from '../../bench/gateway/plot.ts'
import { aResult, aSlice } from './results.ts'

const widthsIn = (svg: string) =>
  [...svg.matchAll(/<rect x="\d+" y="\d+" width="([\d.]+)"/g)].map(([, width]) => Number(width))

describe('the plots of the bench', () => {
  it('draws bars in proportion to the calls that a core serves', () => {
    const twice = aResult('nginx', { slices: [aSlice({ cpuUsCaughtUp: 50 })] })
    const [first = 0, second = 0] = widthsIn(plot([twice, aResult('gatehouse')], ''))
    expect(first / second).to.be.closeTo(2, 0.01)
  })

  it('shows a peer that is missing, without a bar', () => {
    const svg = plot([aResult('apache', { missing: 'no such program', slices: [] })], '')
    expect(svg).to.include('>apache<').and.to.include('not installed here')
    expect(widthsIn(svg)).to.deep.equal([])
  })

  it('brings a light ground of its own, and writes text as text', () => {
    const svg = plot([aResult('a<b')], 'x & y')
    expect(svg).to.include('fill="#ffffff"').and.to.include('a&lt;b').and.to.include('x &amp; y')
  })

  it('draws a line from the first point at the left to the last at the right', () => {
    const svg = linePlot('Memory', [
      { x: 0, y: 100 },
      { x: 30, y: 100 },
    ])
    expect(svg).to.match(/points="60\.0,([\d.]+) 740\.0,\1"/)
  })
})
