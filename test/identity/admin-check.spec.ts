import { expect } from 'chai'
import { createAdminCheck } from '../../src/identity/admin-check.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aTenant } from '../support/things.ts'

describe('the administrator check', () => {
  const tenant = aTenant()

  it('believes the product for a minute and not longer', async () => {
    const clock = stoppedClock()
    let isAdmin = true
    const check = createAdminCheck(async () => isAdmin, clock)
    expect(await check(tenant, 'admin')).to.equal(true)
    isAdmin = false
    clock.move(60_000)
    expect(await check(tenant, 'admin')).to.equal(true)
    clock.move(1)
    expect(await check(tenant, 'admin')).to.equal(false)
  })

  it('keeps accounts and tenants apart', async () => {
    const asked: string[] = []
    const check = createAdminCheck(async (of, account) => {
      asked.push(`${of.id} ${account}`)
      return account === 'admin'
    }, stoppedClock())
    const other = aTenant()
    expect(await check(tenant, 'admin')).to.equal(true)
    expect(await check(tenant, 'alice')).to.equal(false)
    expect(await check(other, 'admin')).to.equal(true)
    expect(asked).to.have.length(3)
  })

  it('asks once for many at the same time', async () => {
    let asked = 0
    const check = createAdminCheck(async () => ++asked > 0, stoppedClock())
    await Promise.all(Array.from({ length: 20 }, () => check(tenant, 'admin')))
    expect(asked).to.equal(1)
  })

  it('a question that failed is neither guessed nor remembered', async () => {
    let away = true
    const check = createAdminCheck(async () => {
      if (away) throw new Refusal('upstream/unreachable')
      return false
    }, stoppedClock())
    await expectRefusal(check(tenant, 'admin'), 'upstream/unreachable')
    away = false
    expect(await check(tenant, 'admin')).to.equal(false)
  })
})
