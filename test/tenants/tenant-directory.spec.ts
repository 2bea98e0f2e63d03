import { expect } from 'chai'
import fc from 'fast-check'
import { createTenantDirectory } from '../../src/tenants/tenant-directory.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import { aTenant } from '../support/things.ts'

describe('tenants in memory', () => {
  it('a site that was renamed is found by its new host alone, and who else claims the old one answers there', () => {
    const moved = aTenant({ clientKey: 'moved', host: 'old.example' })
    const suspect = aTenant({ clientKey: 'other', host: 'old.example', status: 'suspect' })
    const directory = createTenantDirectory([moved, suspect])
    expect(directory.bySite('jira', 'old.example')?.id).to.equal(moved.id)

    directory.tell([{ ...moved, host: 'new.example' }])

    expect(directory.bySite('jira', 'new.example')?.id).to.equal(moved.id)
    expect(directory.bySite('jira', 'OLD.example')?.id).to.equal(suspect.id)
  })

  it('a host that nobody claims any more has no tenant', () => {
    const tenant = aTenant({ host: 'old.example' })
    const directory = createTenantDirectory([tenant])

    directory.tell([{ ...tenant, host: 'new.example' }])

    expect(directory.bySite('jira', 'old.example')).to.equal(undefined)
  })

  it('who answers for a site does not depend on whether all were told at once or one after the other', () => {
    // Each at a moment of its own: of two at the same one, either may answer.
    const told = fc.record({
      clientKey: fc.constantFrom('a', 'b', 'c', 'd'),
      host: fc.constantFrom('one.example', 'two.example'),
      status: fc.constantFrom<Tenant['status']>('active', 'disabled', 'suspect'),
    })
    fc.assert(
      fc.property(fc.array(told, { maxLength: 12 }), (changes) => {
        const tenants = changes.map((each, at) => aTenant({ ...each, changedAt: at }))
        const inSteps = createTenantDirectory([])
        for (const tenant of tenants) inSteps.tell([tenant])
        const last = new Map(tenants.map((tenant) => [tenant.id, tenant]))
        const atOnce = createTenantDirectory([...last.values()])
        for (const host of ['one.example', 'two.example']) {
          expect(inSteps.bySite('jira', host)).to.equal(atOnce.bySite('jira', host))
        }
      }),
    )
  })
})
