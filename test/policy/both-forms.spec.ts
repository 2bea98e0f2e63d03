import { expect } from 'chai'
import { hashedBy } from '../../src/audit/subject-writer.ts'
import { Secret } from '../../src/lib/secret.ts'
import { findingBothForms } from '../../src/policy/both-forms.ts'
import { callerNameOf } from '../../src/policy/caller-name.ts'
import { memoryAuditReader } from '../audit/memory-audit-reader.ts'
import { aCallEvent } from '../support/things.ts'

const TENANT = 'jira-tenant'
const hashed = hashedBy(new Secret('a key of tests'))
const BEGIN = 1_700_000_000_000

const callOf = (subject: string, at: number, tenantId = TENANT) => {
  const kind = 'provider-token'
  const credential = { kind, id: 'company#1', provider: 'company', subject } as const
  const caller = callerNameOf({ credential }, '127.0.0.1')
  return aCallEvent({ at: BEGIN + at, tenantId, credentialKind: kind, subject, caller })
}
const hashOf = (subject: string) => hashed(TENANT, subject)

describe('events of a subject, whichever way it was recorded', () => {
  const ANN = 'ann smith@acme'
  const clear = [callOf(ANN, 1), callOf(ANN, 4), callOf('bob', 9)]
  const kept = [callOf(hashOf(ANN), 2), callOf(hashOf(ANN), 3), callOf(hashOf('bob'), 5)]
  const foreign = callOf(hashed('other', ANN), 6, 'other')
  const reader = findingBothForms(memoryAuditReader([...clear, ...kept, foreign]), hashed)
  const found = async (filter: Parameters<typeof reader.search>[1], limit = 9) =>
    (await reader.search(TENANT, filter, { limit })).map(({ at }) => at - BEGIN)

  it('are found by the name, by itself and in that of the caller, the newest first', async () => {
    expect(await found({ subject: ANN })).to.deep.equal([4, 3, 2, 1])
    expect(await found({ caller: `provider-token company ${ANN}` })).to.deep.equal([4, 3, 2, 1])
    const both = { caller: `provider-token company ${ANN}`, subject: ANN }
    expect(await found(both)).to.deep.equal([4, 3, 2, 1])
    expect(await found({ subject: 'an' })).to.deep.equal([])
  })

  it('come in pages without a gap and without one twice', async () => {
    const [first, second] = await reader.search(TENANT, { subject: ANN }, { limit: 2 })
    expect([first?.at, second?.at]).to.deep.equal([BEGIN + 4, BEGIN + 3])
    const rest = await reader.search(TENANT, { subject: ANN }, { limit: 2, before: second })
    expect(rest.map(({ at }) => at - BEGIN)).to.deep.equal([2, 1])
  })

  it('are found by the hash that an event has, and then those alone', async () => {
    expect(await found({ subject: hashOf(ANN) })).to.deep.equal([3, 2])
    expect(await found({ caller: `provider-token company ${hashOf(ANN)}` })).to.deep.equal([3, 2])
  })

  it('have another hash in another tenant, which nobody here finds', async () => {
    expect(hashed('other', ANN)).not.to.equal(hashOf(ANN))
    expect(hashed('a', 'b"c')).not.to.equal(hashed('a","b', 'c'))
    expect(await reader.search('other', { subject: hashOf(ANN) }, { limit: 9 })).to.deep.equal([])
    expect(await reader.search('other', { subject: ANN }, { limit: 9 })).to.deep.equal([foreign])
  })

  it('are looked for once where the filter names no subject', async () => {
    let searches = 0
    const counting = findingBothForms(
      { ...memoryAuditReader(), search: async () => ((searches += 1), []) },
      hashed,
    )
    for (const caller of ['basic 10.0.0.1', 'api-token abc', '']) {
      await counting.search(TENANT, { caller, method: 'GET' }, { limit: 9 })
    }
    expect(searches).to.equal(3)
  })
})
