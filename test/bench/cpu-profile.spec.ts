import { expect } from 'chai'
import { byGroup, selfTimes } from '../../bench/gateway/cpu-profile.ts'

const node = (id: number, functionName: string, url: string) => ({
  id,
  callFrame: { functionName, url, lineNumber: 9, columnNumber: 2 },
})
const PROFILE = {
  nodes: [
    node(1, '(idle)', ''),
    node(2, 'serve', 'file:///app/dist/gateway/gateway.js'),
    node(3, 'write', 'file:///app/node_modules/undici/lib/dispatcher/client.js'),
    node(4, '(garbage collector)', ''),
  ],
  startTime: 5_000,
  samples: [1, 2, 3, 2, 4],
  timeDeltas: [1_000, 30, 50, 10, 10],
}

describe('the reading of a CPU profile', () => {
  it('adds up the own time of a function, in parts of the time that was not idle', () => {
    const [first, second] = selfTimes(PROFILE, 0)
    expect(first).to.deep.include({ group: 'undici', part: 0.5 })
    expect(second).to.deep.include({ name: 'serve dist/gateway/gateway.js:10', part: 0.4 })
  })

  it('names the file that a place of the build comes from', () => {
    const inSources = (url: string, line: number, column: number) =>
      url.includes('/dist/') ? { file: 'src/gateway/gateway.ts', line: line + column } : undefined
    const [first, second] = selfTimes(PROFILE, 0, inSources)
    expect(first).to.deep.include({ name: 'write node_modules/undici/lib/dispatcher/client.js:10' })
    expect(second).to.deep.include({ name: 'serve src/gateway/gateway.ts:12', group: 'gatehouse' })
  })

  it('leaves out what was before the load', () => {
    const [first] = selfTimes(PROFILE, 6_081)
    expect(first).to.deep.include({ group: 'gatehouse', part: 0.5 })
  })

  it('puts functions together by whose they are', () => {
    expect(byGroup(selfTimes(PROFILE, 0))).to.deep.equal([
      ['undici', 0.5],
      ['gatehouse', 0.4],
      ['gc', 0.1],
    ])
  })
})
