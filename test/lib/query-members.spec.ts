import { expect } from 'chai'
import fc from 'fast-check'
import { queryMembers } from '../../src/lib/query-members.ts'

describe('the members of a query', () => {
  it('are those that URLSearchParams finds, whatever the query is', () => {
    const piece = fc.constantFrom('a', 'B', '=', '&', '%20', '%', '+', '?', '#', ';', 'é', '\ud800')
    const query = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(query, (text) => {
        expect([...queryMembers(text)]).to.deep.equal([...new URLSearchParams(text)])
      }),
      { numRuns: 2_000 },
    )
  })
})
