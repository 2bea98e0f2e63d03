import { expect } from 'chai'
import { createTenantCache } from '../../../src/identity/verification/tenant-cache.ts'

interface Thing {
  readonly size: number
}

const sized = () => createTenantCache<Thing>({ ofTenant: 10, overall: 35 }, ({ size }) => size, 4)

describe('what is held for tenants', () => {
  it('is each tenant’s own', () => {
    const cache = sized()
    const [one, other] = [{ size: 1 }, { size: 1 }]
    cache.set('a', 'x', one)
    cache.set('b', 'x', other)
    expect(cache.get('a', 'x')).to.equal(one)
    expect(cache.get('b', 'x')).to.equal(other)
    cache.delete('a', 'x')
    expect(cache.get('a', 'x')).to.equal(undefined)
    cache.forget(['b', 'c'])
    expect(cache.get('b', 'x')).to.equal(undefined)
  })

  it('is bounded by size for a tenant, who pushes out nothing but what is its own', () => {
    const cache = sized()
    cache.set('quiet', 'x', { size: 4 })
    for (let i = 0; i < 1_000; i += 1) cache.set('loud', String(i), { size: 3 })
    const held = Array.from({ length: 1_000 }, (_, i) => cache.get('loud', String(i)))
    expect(held.filter((each) => each !== undefined)).to.have.length(3)
    expect(cache.get('loud', '999')).not.to.equal(undefined)
    expect(cache.get('quiet', 'x')).not.to.equal(undefined)
  })

  it('is bounded by size for all together: the tenant goes that was served the longest ago', () => {
    const cache = sized()
    const fill = (tenant: string) => {
      for (const name of ['x', 'y', 'z']) cache.set(tenant, name, { size: 3 })
    }
    for (const tenant of ['a', 'b', 'c']) fill(tenant)
    expect(cache.get('a', 'x')).not.to.equal(undefined)
    fill('d')
    expect(cache.get('b', 'x')).to.equal(undefined)
    for (const tenant of ['a', 'c', 'd'])
      expect(cache.get(tenant, 'z'), tenant).to.include({ size: 3 })
  })

  it('has room again for what was taken away', () => {
    const cache = sized()
    for (const tenant of ['a', 'b', 'c']) {
      for (const name of ['x', 'y', 'z']) cache.set(tenant, name, { size: 3 })
    }
    for (const name of ['x', 'y', 'z']) cache.delete('c', name)
    for (const name of ['x', 'y', 'z']) cache.set('d', name, { size: 3 })
    expect(cache.get('a', 'x')).not.to.equal(undefined)
  })

  it('is nothing larger than one thing may be, and what it takes the place of goes', () => {
    const cache = sized()
    cache.set('a', 'x', { size: 4 })
    cache.set('a', 'x', { size: 5 })
    expect(cache.get('a', 'x')).to.equal(undefined)
  })
})
