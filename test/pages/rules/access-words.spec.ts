import { expect } from 'chai'
import type { Group } from '../../../src/policy/group.ts'
import type { Who } from '../../../src/policy/who.ts'
import { subjectWords } from '../../../src/pages/rules/access/rule-words.ts'
import { whoWords } from '../../../src/pages/rules/access/who-words.ts'
import { accepted, aDraft } from '../../identity/providers/drafts.ts'
import { aRule } from './access-world.ts'

const group = (id: string, name: string): Group => ({
  id,
  name,
  sources: [{ from: 'product', groupId: id, name }],
})
const NAMED = {
  groups: [group('eng', 'Engineers'), group('ops', 'Operators')],
  providers: [accepted(aDraft({ name: 'Acme login' }))],
}

describe('the words for whom a rule holds', () => {
  const says = (who: Who, words: string) => {
    it(`reads ${JSON.stringify(who)} as “${words}”`, () => {
      expect(whoWords(who, NAMED)).to.equal(words)
    })
  }

  says({ group: 'eng' }, 'Members of Engineers')
  says({ any: [{ group: 'eng' }, { group: 'ops' }] }, 'Members of Engineers or Operators')
  says(
    { all: [{ group: 'eng' }, { credential: 'api-token' }] },
    'Members of Engineers, with an API token',
  )
  says({ provider: 'acme' }, 'Everybody with a token of Acme login')
  says({ token: 'abc' }, 'Everybody with the API token abc')
  says({ none: [{ group: 'eng' }] }, 'Everybody not in Engineers')
  says({ any: [] }, 'Nobody')
  says({ all: [] }, 'Everybody')
  says({ group: 'gone' }, 'Members of gone')
  says(
    { any: [{ all: [{ group: 'eng' }, { network: '10.0.0.0/8' }] }, { group: 'ops' }] },
    'Everybody (in Engineers, from 10.0.0.0/8), or in Operators',
  )

  it('say of a denial that it holds for callers without a credential too', () => {
    expect(subjectWords(aRule(), NAMED)).to.equal('Everybody with a credential')
    expect(subjectWords(aRule({ effect: 'deny' }), NAMED)).to.equal('Everybody')
    expect(subjectWords(aRule({ actsAs: 'app', networks: ['10.0.0.0/8'] }), NAMED)).to.equal(
      'Everybody with a credential, acting as the app, from 10.0.0.0/8',
    )
  })
})
