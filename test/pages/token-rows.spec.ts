import { expect } from 'chai'
import type { ApiToken } from '../../src/identity/api-token.ts'
import { presentTokens, type TokenListView } from '../../src/pages/present-tokens.ts'
import { aToken } from '../support/things.ts'

const NOW = Date.UTC(2026, 10, 21)
const DAY_MS = 86_400_000

describe('the rows of a token list', () => {
  const view: TokenListView = {
    now: NOW,
    product: 'jira',
    actions: '/jira/pages/tokens',
    target: '#workspace',
    revokeTarget: '#tokens',
    daysMaxOf: () => 36_500,
    mayRotate: () => true,
    mayNarrow: () => true,
  }
  const NEW = NOW - 10 * DAY_MS
  const rowOf = (given: Partial<ApiToken>, changed: Partial<TokenListView> = {}) => {
    const token = aToken({ createdAt: NEW, ...given })
    const [row] = presentTokens([token], { ...view, ...changed }).rows
    if (row === undefined) throw new Error('a token without a row')
    return row
  }
  const notesOf = (...of: Parameters<typeof rowOf>) => rowOf(...of).notes.map(({ text }) => text)
  const tokens = [
    aToken({ id: 'expired', expiresAt: NOW }),
    aToken({ id: 'revoked', hash: 'a-hash', revokedAt: NOW - 3 * DAY_MS }),
    aToken({ id: 'live', lastUsedAt: NOW - DAY_MS * 2, expiresAt: NOW + 5 * DAY_MS }),
  ]
  const { rows, count } = presentTokens(tokens, view)

  it('put tokens that work first and count both kinds', () => {
    expect(rows.map((row) => row.id)).to.deep.equal(['live', 'expired', 'revoked'])
    expect(count).to.equal('1 active, 2 ended')
  })

  it('offer to revoke only what still works', () => {
    expect(rows.map((row) => row.revokeAction)).to.deep.equal([
      '/jira/pages/tokens/live/revoke',
      undefined,
      undefined,
    ])
  })

  it('warn of an end within a week, and tell when a revoked token really ended', () => {
    expect(rows[0]).to.include({ endsSoon: true })
    expect(rows[0]?.ends.distance).to.equal('in 5 days')
    expect(rows[0]?.lastUsed?.distance).to.equal('2 days ago')
    expect(rows[2]?.ends.distance).to.equal('3 days ago')
  })

  it('never hold the hash', () => {
    expect(JSON.stringify(rows)).not.to.include('a-hash')
  })

  it('show the end that the rules make, where it comes before the one that the token was made for', () => {
    const row = rowOf({ expiresAt: NOW + 300 * DAY_MS }, { daysMaxOf: () => 30 })
    expect(row.ends.distance).to.equal('in 20 days')
    expect(row.notes[0]?.text).to.include('by the rule on the longest life')
    expect(rowOf({}, { daysMaxOf: () => 5 }).state.word).to.equal('Expired')
    expect(rowOf({}, { daysMaxOf: () => 5 }).revokeAction).to.be.a('string')
    expect(notesOf({ expiresAt: NOW + 5 * DAY_MS }, { daysMaxOf: () => 30 })).to.deep.equal([])
  })

  it('warn that a token ends unused only when that is within a week', () => {
    const warned = rowOf({ lastUsedAt: NOW - 5 * DAY_MS }, { idleDays: 11 })
    expect(warned.notes).to.deep.equal([
      {
        text: 'Unused for 5 days: is revoked on 27 Nov 2026',
        account: undefined,
        isWarning: true,
      },
    ])
    expect(notesOf({ lastUsedAt: NOW - 5 * DAY_MS }, { idleDays: 12 })).to.deep.equal([])
    expect(notesOf({ lastUsedAt: NOW - 5 * DAY_MS })).to.deep.equal([])
    expect(notesOf({}, { idleDays: 10 })[0]).to.equal(
      'Unused for 10 days: is refused, and revoked soon',
    )
  })

  it('say what a token is limited to, and what a service account is for', () => {
    const limits = { networks: ['10.0.0.0/8'], resources: ['/rest/**'], places: ['OPS', 'WEB'] }
    expect(notesOf({ limits })).to.deep.equal([
      'Only from 10.0.0.0/8',
      'Only /rest/**',
      'Only in projects OPS, WEB',
    ])
    expect(notesOf({ limits }, { product: 'confluence' })[2]).to.equal('Only in spaces OPS, WEB')
    const service = rowOf({ purpose: 'Nightly report', createdBy: 'ada' })
    expect(service.isService).to.equal(true)
    expect(service.notes.map(({ text, account }) => [text, account])).to.deep.equal([
      ['Service account: Nightly report', undefined],
      ['Made by', 'ada'],
    ])
  })

  it('tell the old and the new of a rotation apart, and offer to rotate the new one once the old has ended', () => {
    const old = aToken({ id: 'old', createdAt: NEW, expiresAt: NOW + DAY_MS })
    const made = aToken({ id: 'new', createdAt: NOW, rotatedFrom: 'old' })
    const both = presentTokens([made, old], view).rows
    expect(both[0]?.notes[0]?.text).to.equal('Takes the place of the one created on 11 Nov 2026')
    expect(both[1]?.notes[0]?.text).to.match(/^Was rotated: works on until 22 Nov 2026/)
    expect(both.map(({ rotateAction }) => rotateAction)).to.deep.equal([undefined, undefined])
    const ended = presentTokens([made, { ...old, expiresAt: NOW }], view).rows
    expect(ended[0]?.rotateAction).to.equal('/jira/pages/tokens/new/rotate')
    expect(ended[1]?.rotateAction).to.equal(undefined)
  })
})
