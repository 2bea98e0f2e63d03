import { expect } from 'chai'
import { createTenantDirectory } from '../../src/tenants/tenant-directory.ts'
import { createTenantRefresh } from '../../src/tenants/tenant-refresh.ts'
import { aTenant } from '../support/things.ts'

describe('reading tenants anew', () => {
  it('leaves the newest state with the directory, though an earlier look ends later', async () => {
    const old = aTenant({ status: 'active' })
    let stored = old
    let letGo = (): void => undefined
    const held = new Promise<void>((resolve) => (letGo = resolve))
    let looks = 0
    const store = {
      all: async () => [stored],
      async some() {
        looks += 1
        const found = [stored]
        if (looks === 1) await held
        return found
      },
    }
    const directory = createTenantDirectory([old])
    const refresh = createTenantRefresh(store, directory)
    const early = refresh([old.id])
    await Promise.resolve()
    stored = { ...old, status: 'disabled' }
    const late = refresh([old.id])
    setImmediate(letGo)
    await Promise.all([early, late])
    expect(directory.byId(old.id)?.status).to.equal('disabled')
  })

  it('goes on after a look that failed', async () => {
    const tenant = aTenant()
    let failing = true
    const store = {
      async all() {
        if (failing) throw new Error('the disk')
        return [tenant]
      },
      some: async () => [tenant],
    }
    const refresh = createTenantRefresh(store, createTenantDirectory([]))
    expect(await refresh().catch(String)).to.contain('the disk')
    failing = false
    expect(await refresh()).to.deep.equal([tenant])
  })
})
