import { expect } from 'chai'
import fc from 'fast-check'
import { TOKEN_DAYS_MAX, TOKEN_NAME_LENGTH_MAX } from '../../src/identity/tokens.ts'
import {
  emptyTokenForm,
  LIFETIME_CHOICES,
  lifetimesUpTo,
  readTokenForm,
} from '../../src/pages/token-form.ts'

const GOOD = { name: 'Nightly build', days: '30', access: 'read' }

function faultsOf(body: unknown, daysMax = TOKEN_DAYS_MAX): string[] {
  const reading = readTokenForm(body, daysMax)
  return reading.kind === 'refused' ? Object.keys(reading.faults) : []
}

describe('the form that creates a token', () => {
  it('takes what was chosen, trims the name, and acts as the person unless told otherwise', () => {
    expect(readTokenForm({ ...GOOD, name: '  Nightly build ' }, TOKEN_DAYS_MAX)).to.deep.equal({
      kind: 'accepted',
      request: { name: 'Nightly build', lifetimeDays: 30, access: 'read', actsAs: 'user' },
    })
  })

  it('offers no life time above the maximum', () => {
    expect(Math.max(...LIFETIME_CHOICES)).to.equal(TOKEN_DAYS_MAX)
    expect(lifetimesUpTo(TOKEN_DAYS_MAX)).to.deep.equal(LIFETIME_CHOICES)
    expect(lifetimesUpTo(30)).to.deep.equal([7, 30])
    expect(lifetimesUpTo(7)).to.deep.equal([7])
  })

  it('proposes thirty days, or the maximum where that is less', () => {
    expect(LIFETIME_CHOICES.map((daysMax) => emptyTokenForm(daysMax).days)).to.deep.equal([
      '7',
      '30',
      '30',
      '30',
    ])
  })

  it('faults a life time beyond the maximum of the site, and accepts the maximum itself', () => {
    expect(faultsOf({ ...GOOD, days: '90' }, 30)).to.deep.equal(['days'])
    expect(faultsOf({ ...GOOD, days: '365' }, 90)).to.deep.equal(['days'])
    expect(faultsOf({ ...GOOD, days: '30' }, 30)).to.deep.equal([])
  })

  it('faults the field that is wrong, and only that', () => {
    expect(faultsOf({ ...GOOD, name: ' ' })).to.deep.equal(['name'])
    expect(faultsOf({ ...GOOD, name: 'two\nlines' })).to.deep.equal(['name'])
    expect(faultsOf({ ...GOOD, name: 'turned \u202e round' })).to.deep.equal(['name'])
    expect(faultsOf({ ...GOOD, days: '366' })).to.deep.equal(['days'])
    expect(faultsOf({ ...GOOD, days: ['7', '30'] })).to.deep.equal(['days'])
    expect(faultsOf({ ...GOOD, access: 'admin' })).to.deep.equal(['access'])
    expect(faultsOf({ ...GOOD, actsAs: 'bob' })).to.deep.equal(['actsAs'])
    expect(faultsOf({})).to.deep.equal(['name', 'days', 'access'])
  })

  it('takes a token that manages Gatehouse, as the person alone', () => {
    const manage = { ...GOOD, access: 'manage' }
    const reading = readTokenForm(manage, TOKEN_DAYS_MAX)
    expect(reading).to.deep.include({ kind: 'accepted' })
    expect(faultsOf({ ...manage, actsAs: 'app' })).to.deep.equal(['actsAs'])
    expect(faultsOf({ ...manage, actsAs: 'user' })).to.deep.equal([])
  })

  it('accepts only what a token may be, whatever is sent, and gives every typed text back', () => {
    const words = [...LIFETIME_CHOICES.map(String), 'read', 'write', 'manage', 'user', 'app']
    const field = fc.oneof(fc.string(), fc.constantFrom(...words))
    const max = fc.constantFrom(...LIFETIME_CHOICES)
    const body = fc.record({ name: field, days: field, access: field, actsAs: field })
    fc.assert(
      fc.property(fc.oneof(body, fc.anything()), max, (sent, daysMax) => {
        const reading = readTokenForm(sent, daysMax)
        if (reading.kind === 'accepted') {
          const { name, lifetimeDays, access, actsAs } = reading.request
          expect(name.length).to.be.within(1, TOKEN_NAME_LENGTH_MAX)
          expect(LIFETIME_CHOICES).to.include(lifetimeDays)
          expect(lifetimeDays).to.be.at.most(daysMax)
          expect(['read', 'write', 'manage']).to.include(access)
          expect(['user', 'app']).to.include(actsAs)
          expect(access === 'manage' && actsAs === 'app').to.equal(false)
          return
        }
        for (const [key, typed] of Object.entries(reading.values)) {
          const was: unknown = Object.entries(Object(sent) as object).find(([k]) => k === key)?.[1]
          expect(typed).to.equal(typeof was === 'string' ? was : '')
        }
      }),
    )
  })
})
