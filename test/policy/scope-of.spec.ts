import { expect } from 'chai'
import { scopeOf } from '../../src/policy/scope-of.ts'
import { aCall } from '../support/things.ts'

describe('the scope of a forwarded call', () => {
  it('is the smallest that it needs', () => {
    expect(scopeOf(aCall({ method: 'GET' }))).to.equal('READ')
    expect(scopeOf(aCall({ method: 'POST', path: '/rest/api/3/search/jql' }))).to.equal('READ')
    expect(scopeOf(aCall({ method: 'POST', path: '/rest/api/3/issue' }))).to.equal('WRITE')
    expect(scopeOf(aCall({ method: 'PUT' }))).to.equal('WRITE')
    expect(scopeOf(aCall({ method: 'DELETE' }))).to.equal('DELETE')
  })
})
