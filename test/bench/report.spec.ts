import { expect } from 'chai'
import { reportLines } from '../../bench/gateway/report.ts'
import { costRatio } from '../../bench/gateway/results.ts'
import { aResult, aSlice } from './results.ts'

const rowOf = (lines: readonly string[], name: string) =>
  lines.find((line) => line.startsWith(name)) ?? ''

describe('the report of the bench', () => {
  it('names a peer that is missing, with the reason', () => {
    const missing = 'apache2 not installed'
    const lines = reportLines([aResult('nginx'), aResult('apache', { missing, slices: [] })])
    expect(rowOf(lines, 'apache')).to.include('missing')
    expect(lines).to.include('MISSING: apache: apache2 not installed')
  })

  it('leaves a void slice out of the figures and says why it is void', () => {
    const slices = [
      aSlice({ perSecond: 1_000 }),
      aSlice({ round: 2, perSecond: 9_000, faults: ['7 calls without an answer'] }),
    ]
    const lines = reportLines([aResult('nginx', { slices })])
    expect(rowOf(lines, 'nginx'))
      .to.match(/^nginx +1000 +1000–1000 /)
      .and.to.include('2, 1 void')
    expect(lines).to.include('VOID: nginx, round 2: 7 calls without an answer')
  })

  it('marks slices during which others took much of the machine', () => {
    const lines = reportLines([aResult('nginx', { slices: [aSlice({ isDirty: true })] })])
    expect(rowOf(lines, 'nginx')).to.match(/1, 1 dirty$/)
  })

  it('compares a cost with ours after it has caught up', () => {
    const base = aResult('apache', { slices: [aSlice({ cpuUs: 300, cpuUsCaughtUp: 300 })] })
    const ours = aResult('gatehouse', { slices: [aSlice({ cpuUs: 50, cpuUsCaughtUp: 100 })] })
    expect(costRatio(base, ours)?.median).to.equal(3)
    expect(rowOf(reportLines([base, ours]).slice(5), 'apache')).to.match(/3\.00 .* goal$/)
  })

  it('says of a ratio below what was promised that it is', () => {
    const base = aResult('apache', { slices: [aSlice({ cpuUs: 199 })] })
    const lines = reportLines([base, aResult('gatehouse')]).slice(5)
    expect(rowOf(lines, 'apache')).to.match(/below floor$/)
    expect(rowOf(lines, 'fastify')).to.include('not asked for')
  })
})
