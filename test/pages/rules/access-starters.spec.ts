import { expect } from 'chai'
import { addedWords, withStarterSet } from '../../../src/pages/rules/access/present-starter-sets.ts'
import { aRule } from './access-world.ts'

const SET = {
  id: 'both',
  name: 'Both',
  says: 'Reads and writes.',
  rules: [aRule(), aRule({ id: 'write-issues', name: 'Write issues', methods: ['PUT'] })],
}

describe('adding a starter set', () => {
  it('puts the rules that are not there at the end, and keeps those that are as they are', () => {
    const [mine, other] = [aRule({ path: '/**' }), aRule({ id: 'other' })]
    const added = withStarterSet([mine, other], SET)
    expect(added.resources).to.deep.equal([mine, other, SET.rules[1]])
    expect(added.kept).to.deep.equal([mine])
    expect(addedWords(SET, added)).to.include('1 rule.').and.to.include('“Read issues”')
  })

  it('says so when all of it is there, and does not call that kept otherwise', () => {
    const added = withStarterSet(SET.rules, SET)
    expect(added.resources).to.deep.equal(SET.rules)
    expect(addedWords(SET, added)).to.equal('All of “Both” was there already.')
  })
})
