import { expect } from 'chai'
import {
  createEmailLookup,
  type FindAccountsByEmail,
} from '../../../src/identity/providers/email-lookup.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { stoppedClock } from '../../support/movable-clock.ts'
import { expectRefusal } from '../../support/refusals.ts'
import { aTenant } from '../../support/things.ts'

const ANN = 'ann@acme.example'

describe('the look-up of accounts by e-mail', () => {
  let asked = 0
  let answer: () => ReturnType<FindAccountsByEmail> = async () => []
  const clock = stoppedClock()
  const lookup = createEmailLookup(() => {
    asked += 1
    return answer()
  }, clock)
  beforeEach(() => {
    asked = 0
  })

  it('asks the product once for many callers, and once in five minutes', async () => {
    const tenant = aTenant()
    answer = async () => [{ accountId: 'ann' }]
    await Promise.all(Array.from({ length: 20 }, () => lookup(tenant, ANN)))
    clock.move(5 * 60_000)
    expect(await lookup(tenant, ANN)).to.deep.equal([{ accountId: 'ann' }])
    expect(asked).to.equal(1)
    clock.move(1)
    answer = async () => [{ accountId: 'anna' }]
    expect(await lookup(tenant, ANN)).to.deep.equal([{ accountId: 'anna' }])
  })

  it('believes "nobody", "hidden" and "two" for a quarter of a minute only', async () => {
    for (const found of [[], 'hidden', [{ accountId: 'a' }, { accountId: 'b' }]] as const) {
      const tenant = aTenant()
      answer = async () => found
      await lookup(tenant, ANN)
      await lookup(tenant, ANN)
      clock.move(15_001)
      answer = async () => [{ accountId: 'ann' }]
      expect(await lookup(tenant, ANN)).to.deep.equal([{ accountId: 'ann' }])
    }
    expect(asked).to.equal(6)
  })

  it('keeps tenants, their installations and addresses apart', async () => {
    const tenant = aTenant()
    answer = async () => [{ accountId: 'ann' }]
    await lookup(tenant, ANN)
    await lookup(aTenant(), ANN)
    await lookup({ ...tenant, secretVersion: tenant.secretVersion + 1 }, ANN)
    await lookup(tenant, 'bob@acme.example')
    expect(asked).to.equal(4)
  })

  it('remembers no failure, and asks nothing through an installation that is not active', async () => {
    const tenant = aTenant()
    answer = async () => {
      throw new Refusal('upstream/timeout')
    }
    await expectRefusal(lookup(tenant, ANN), 'upstream/timeout')
    answer = async () => [{ accountId: 'ann' }]
    await lookup(tenant, ANN)
    expect(asked).to.equal(2)
    await expectRefusal(lookup(aTenant({ status: 'disabled' }), ANN), 'site/inactive')
    expect(asked).to.equal(2)
  })
})
