import { expect } from 'chai'
import { TOKEN_DAYS_MAX } from '../../src/identity/tokens.ts'
import { DEFAULT_SWITCHES, switchFacts } from '../../src/policy/switches.ts'

describe('the switches of a tenant', () => {
  it('allow, until an admin says otherwise, exactly the longest life that any token can have', () => {
    expect(DEFAULT_SWITCHES.tokenDaysMax).to.equal(TOKEN_DAYS_MAX)
  })

  it('tell the audit log what changed, from what to what, and nothing of the rest', () => {
    const before = DEFAULT_SWITCHES
    expect(switchFacts(before, { ...before, tokenDaysMax: 30 })).to.deep.equal({
      tokenDaysMax: 30,
      tokenDaysMaxBefore: 365,
    })
    expect(
      switchFacts(before, { ...before, usersMayCreateTokens: false, tokenDaysMax: 7 }),
    ).to.deep.equal({
      usersMayCreateTokens: false,
      usersMayCreateTokensBefore: true,
      tokenDaysMax: 7,
      tokenDaysMaxBefore: 365,
    })
    expect(switchFacts(before, { ...before })).to.equal(undefined)
  })
})
