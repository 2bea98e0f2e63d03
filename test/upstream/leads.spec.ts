import { expect } from 'chai'
import { Leads } from '../../src/upstream/leads.ts'

interface Lead {
  readonly tenantId: string
  readonly path: string
  readonly key: string
}

function aLead(given: Partial<Lead> = {}): Lead {
  return { tenantId: 'acme', path: '/rest/api/3/myself', key: 'ann', ...given }
}

function leadsWith(...added: readonly Lead[]): Leads<Lead> {
  const leads = new Leads<Lead>()
  for (const lead of added) leads.add(lead)
  return leads
}

describe('questions that may be joined', () => {
  it('are found by their whole name, and never by tenant and path alone', () => {
    const [ann, bob] = [aLead(), aLead({ key: 'bob' })]
    const leads = leadsWith(ann, bob)
    expect(leads.find(aLead())).to.equal(ann)
    expect(leads.find(aLead({ key: 'bob' }))).to.equal(bob)
    expect(leads.find(aLead({ key: 'eve' }))).to.equal(undefined)
    expect(leads.find(aLead({ tenantId: 'other' }))).to.equal(undefined)
    expect(leads.find(aLead({ path: '/rest/api/3/project' }))).to.equal(undefined)
  })

  it('of one path end one by one', () => {
    const [ann, bob] = [aLead(), aLead({ key: 'bob' })]
    const leads = leadsWith(ann, bob)
    leads.remove(ann)
    expect(leads.find(ann)).to.equal(undefined)
    expect(leads.find(bob)).to.equal(bob)
    leads.remove(bob)
    expect(leads.find(bob)).to.equal(undefined)
  })

  it('give way to a newer one of the same name, which the end of the older one leaves in place', () => {
    const [older, newer] = [aLead(), aLead()]
    const leads = leadsWith(older, newer)
    leads.remove(older)
    expect(leads.find(aLead())).to.equal(newer)
  })

  it('are forgotten for one tenant without touching another', () => {
    const [ours, theirs] = [aLead(), aLead({ tenantId: 'other' })]
    const leads = leadsWith(ours, theirs)
    leads.forget('acme')
    leads.add(aLead({ path: '/rest/api/3/project' }))
    leads.remove(ours)
    expect(leads.find(ours)).to.equal(undefined)
    expect(leads.find(theirs)).to.equal(theirs)
  })
})
