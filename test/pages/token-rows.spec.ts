import { expect } from 'chai'
import { presentTokens } from '../../src/pages/present-tokens.ts'
import { aToken } from '../support/things.ts'

const NOW = Date.UTC(2026, 10, 21)
const DAY_MS = 86_400_000

describe('the rows of a token list', () => {
  const view = { now: NOW, actions: '/jira/pages/tokens' }
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
})
