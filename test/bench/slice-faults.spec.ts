import { expect } from 'chai'
import { faultsOf } from '../../bench/gateway/slice-faults.ts'
import { aSlice } from './results.ts'

describe('what makes a slice of the bench void', () => {
  it('is nothing when the calls that ended with the load are all that differs', () => {
    expect(faultsOf(aSlice({ upstreamCalls: 1_064, auditedCalls: 1_064 }), 32)).to.deep.equal([])
  })

  it('is an answer of an error, and a call without an answer', () => {
    expect(faultsOf(aSlice({ badStatus: 1 }), 32)).to.have.length(1)
    expect(faultsOf(aSlice({ broken: 1 }), 32)).to.have.length(1)
    const nothing = aSlice({ requests: 0, upstreamCalls: 0 })
    expect(faultsOf(nothing, 32)).to.deep.equal(['nothing was answered'])
  })

  it('is an answer that did not come from upstream, or a call too many there', () => {
    expect(faultsOf(aSlice({ upstreamCalls: 999 }), 32)).to.have.length(1)
    expect(faultsOf(aSlice({ upstreamCalls: 1_065 }), 32)).to.have.length(1)
  })

  it('is an answered call that is not in the audit log', () => {
    const [fault] = faultsOf(aSlice({ auditedCalls: 999 }), 32)
    expect(fault).to.equal('1000 answered and 999 in the audit log')
  })
})
