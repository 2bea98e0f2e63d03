import { expect } from 'chai'
import { parseAccess } from '../../src/policy/parse-access.ts'
import { parseGroup } from '../../src/policy/parse-groups.ts'
import { aGroupDraft, placesIn, saidOf } from './rule-drafts.ts'

const ofProduct = { from: 'product', groupId: 'group-1', name: 'jira-developers' }
const ofProvider = { from: 'provider', provider: 'acme', value: 'devs' }

describe('a group, as it is handed in', () => {
  it('has an id, a name and sources, and narrower rules for tokens where they are wanted', () => {
    const whole = aGroupDraft({
      sources: [ofProduct, ofProvider],
      tokenDaysMax: 30,
      liveTokensMax: 3,
    })
    for (const group of [aGroupDraft(), whole]) {
      expect(parseGroup(group)).to.deep.equal({ kind: 'accepted', value: group })
    }
  })

  it('has an id that can stand in rules and addresses', () => {
    for (const id of ['a', 'a-1', '0', 'x'.repeat(40)]) {
      expect(placesIn(parseGroup(aGroupDraft({ id }))), id).to.deep.equal([])
    }
    for (const id of ['', 'A', '-a', 'a-', 'a_b', 'a b', 'ä', 'x'.repeat(41), 7, undefined]) {
      expect(placesIn(parseGroup(aGroupDraft({ id }))), String(id)).to.deep.equal(['id'])
    }
  })

  it('has a name that reads as one line wherever it is shown', () => {
    for (const name of ['a', 'Entwickler (Süd)', 'x'.repeat(80)]) {
      expect(placesIn(parseGroup(aGroupDraft({ name }))), name).to.deep.equal([])
    }
    for (const name of ['', '  ', 'x'.repeat(81), 'a\nb', 'a\u202eb', 'a\u200bb', ' a', 7]) {
      expect(placesIn(parseGroup(aGroupDraft({ name }))), String(name)).to.deep.equal(['name'])
    }
  })

  it('has one to fifty sources, each of a kind that there is, and none twice', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ ...ofProduct, groupId: `group-${n}` }))
    expect(placesIn(parseGroup(aGroupDraft({ sources: many(50) })))).to.deep.equal([])
    for (const sources of [[], many(51), undefined, ofProduct]) {
      expect(placesIn(parseGroup(aGroupDraft({ sources })))).to.deep.equal(['sources'])
    }
    const wrong: [object, string][] = [
      [{ from: 'jira', groupId: 'x', name: 'x' }, 'sources.0.from'],
      [{ ...ofProduct, groupId: '' }, 'sources.0.groupId'],
      [{ ...ofProduct, name: 'a\nb' }, 'sources.0.name'],
      [{ ...ofProduct, provider: 'acme' }, 'sources.0.provider'],
      [{ ...ofProvider, provider: 'Acme' }, 'sources.0.provider'],
      [{ ...ofProvider, value: 'x'.repeat(1001) }, 'sources.0.value'],
    ]
    for (const [source, path] of wrong) {
      expect(placesIn(parseGroup(aGroupDraft({ sources: [source] }))), path).to.deep.equal([path])
    }
    const again = [ofProduct, ofProvider, { ...ofProduct, name: 'renamed' }, ofProvider]
    expect(placesIn(parseGroup(aGroupDraft({ sources: again })))).to.deep.equal([
      'sources.2',
      'sources.3',
    ])
  })

  it('narrows tokens within what tokens can be, and knows no other member', () => {
    for (const tokenDaysMax of [0, 366, 1.5, '7', null]) {
      expect(placesIn(parseGroup(aGroupDraft({ tokenDaysMax })))).to.deep.equal(['tokenDaysMax'])
    }
    for (const liveTokensMax of [0, 1001]) {
      expect(placesIn(parseGroup(aGroupDraft({ liveTokensMax })))).to.deep.equal(['liveTokensMax'])
    }
    expect(saidOf(parseGroup(aGroupDraft({ tokenDayMax: 7 })))).to.match(
      /did you mean tokenDaysMax/,
    )
  })
})

describe('what groups are for, as it is handed in', () => {
  const access = { mayCall: 'everyone', readOnly: [], fullAccess: [], mayHoldTokens: 'everyone' }

  it('is everyone or a list of ids, which may be empty: nobody is shut out by accident of form', () => {
    const lists = { mayCall: ['a'], readOnly: ['a', 'b'], fullAccess: [], mayHoldTokens: [] }
    for (const value of [access, lists]) {
      expect(parseAccess(value)).to.deep.equal({ kind: 'accepted', value })
    }
  })

  it('is refused with another word, an id that is none, one id twice, or a member less', () => {
    for (const name of ['mayCall', 'mayHoldTokens']) {
      for (const value of ['nobody', 7, null, undefined, {}]) {
        expect(placesIn(parseAccess({ ...access, [name]: value }))).to.deep.equal([name])
      }
    }
    for (const name of ['readOnly', 'fullAccess']) {
      expect(placesIn(parseAccess({ ...access, [name]: 'everyone' }))).to.deep.equal([name])
    }
    for (const name of Object.keys(access)) {
      expect(placesIn(parseAccess({ ...access, [name]: ['a', 'B'] }))).to.deep.equal([`${name}.1`])
      expect(placesIn(parseAccess({ ...access, [name]: ['a', 'a'] }))).to.deep.equal([`${name}.1`])
    }
  })
})
