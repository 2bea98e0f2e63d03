import { expect } from 'chai'
import type { Round } from './play-round.ts'
import { cutOff } from './report.ts'
import { runCrashTest } from './run-crash-test.ts'

describe('npm run crashtest', () => {
  it('finds every call of the product’s log once in ours after a kill, with what became of it', async function () {
    this.timeout(180_000)
    const lines: string[] = []
    // Of this seed, the second round has a second kill.
    const options = { rounds: 2, seed: 2, maxMs: 1_500, program: 'sources' } as const
    const { faults, rounds, chains } = await runCrashTest(options, (line) => lines.push(line))
    expect(faults, lines.join('\n')).to.deep.equal([])
    expect(chains.tenants).to.equal(2)
    expect(chains.lines, 'a line for each call at least').to.be.greaterThan(20)
    const count = (of: (round: Round) => number) =>
      rounds.reduce((total, round) => total + of(round), 0)
    const seen = count((round) => round.seen.length)
    expect(seen, 'the product was called').to.be.greaterThan(20)
    expect(count((round) => round.audited.length)).to.be.greaterThan(seen)
    expect(count(cutOff), 'calls were under way at the kills').to.be.greaterThan(0)
    expect(rounds.filter(({ killedTwice }) => killedTwice)).to.have.length(1)
  })
})
