import { expect } from 'chai'
import { acceptedKindsOf } from '../../src/policy/accepted-kinds.ts'
import { DEFAULT_SWITCHES, type Switches } from '../../src/policy/switches.ts'

const SWITCH_OF = {
  'api-token': 'apiTokens',
  'provider-token': 'providerTokens',
  'context-token': 'contextTokens',
  basic: 'basicPassThrough',
  'sso-cookie': 'signOnCookies',
  'product-token': 'bearerPassThrough',
  anonymous: 'anonymousCalls',
} as const satisfies Partial<Record<keyof ReturnType<typeof acceptedKindsOf>, keyof Switches>>

describe('the kinds of credential that the gateway takes', () => {
  it('are all but Basic, those of Data Center, and none at all, until an admin says otherwise', () => {
    expect(acceptedKindsOf(DEFAULT_SWITCHES)).to.deep.equal({
      'api-token': true,
      'provider-token': true,
      'context-token': true,
      basic: false,
      'sso-cookie': false,
      'product-token': false,
      anonymous: false,
      bypass: true,
    })
  })

  it('each have one switch, which moves no other kind; a bypass is switched by itself', () => {
    const allOff = Object.values(SWITCH_OF).reduce<Switches>(
      (switches, name) => ({ ...switches, [name]: false }),
      DEFAULT_SWITCHES,
    )
    for (const [kind, name] of Object.entries(SWITCH_OF)) {
      const accepted = acceptedKindsOf({ ...allOff, [name]: true })
      const on = Object.entries(accepted).filter(([, isOn]) => isOn)
      expect(on, name).to.deep.equal([
        [kind, true],
        ['bypass', true],
      ])
    }
  })
})
