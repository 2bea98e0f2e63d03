import { expect } from 'chai'
import { armTripwire, takeStrangers } from './outbound-tripwire.ts'
import { findLeaks } from './sinks.ts'

armTripwire()

/** What holds for every test of the run, whatever it is about. */
export const mochaHooks = {
  afterEach() {
    expect(takeStrangers(), 'outbound connections that nobody expected').to.deep.equal([])
  },
  afterAll(this: Mocha.Context) {
    // It grows with the run, and what it finds does not depend on how long it takes.
    this.timeout(300_000)
    expect(findLeaks(), 'secrets in log lines or databases of the whole run').to.deep.equal([])
  },
}
