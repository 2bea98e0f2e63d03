import { expect } from 'chai'
import { aCallEvent } from '../support/things.ts'
import { describedForms, type DescribedForms } from './described-forms.ts'
import { startManagement, type ManagementWorld } from './management-world.ts'

interface Found {
  readonly found: number
  readonly operations: readonly Readonly<Record<string, unknown>>[]
}

describe('the catalogue in the management API', () => {
  let world: ManagementWorld
  let forms: DescribedForms
  beforeEach(async () => {
    world = await startManagement()
    forms = await describedForms(world)
  })
  afterEach(() => world.stop())

  const get = async (path: string, query: string, as?: string) => {
    const answer = await world.send('GET', path + query, as === undefined ? {} : { as })
    expect(forms.faultsOf('get', path, answer.status, answer.json), query).to.equal(undefined)
    return answer
  }
  // The form says so, and it was checked.
  const search = async (query: string, as?: string) =>
    (await get('/operations', query, as)).json as unknown as Found

  it('finds operations, best first, with what they need and what the app asks for', async () => {
    const { operations, found } = await search('?text=create%20issue&limit=2')
    expect([operations.length, found]).to.deep.equal([2, 22])
    expect(operations[0]).to.deep.equal({
      api: 'jira-platform',
      method: 'POST',
      path: '/rest/api/3/issue',
      title: 'Create issue',
      tag: 'Issues',
      scope: 'WRITE',
      scopeIsStated: true,
      scopeIsAskedFor: true,
      reads: false,
      deprecated: false,
      estimatedPoints: 1,
    })
    const [field] = (await search('?text=POST%20/rest/api/3/field')).operations
    expect(field).to.include({ scope: 'ADMIN', scopeIsAskedFor: false })
  })

  it('has the whole catalogue of the caller’s product in one answer, if that is wanted', async () => {
    expect((await search('?limit=1000')).operations).to.have.length(655)
    expect((await search('?limit=1000&api=jira-software')).operations).to.have.length(51)
    const confluence = await search('?limit=1000&only=deprecated', 'JWT ada.confluence')
    expect(confluence.operations).to.have.length(43)
    expect((await search('')).operations).to.have.length(50)
  })

  it('says who still uses what goes away, of the caller’s tenant alone', async () => {
    const at = world.clock.now() - 60_000
    const use = {
      at,
      caller: 'api-token t-1',
      operation: '/rest/api/2/search',
      tenantId: world.jira.id,
    }
    await world.recorded(aCallEvent(use))
    await world.recorded(aCallEvent({ ...use, tenantId: world.confluence.id }))
    await world.recorded(aCallEvent({ ...use, at: at - 30 * 86_400_000 }))
    const { json } = await get('/deprecations', '')
    expect(json['uses']).to.deep.equal([
      {
        caller: 'api-token t-1',
        credentialKind: 'api-token',
        credentialId: 'token',
        accountId: 'account-alice',
        method: 'GET',
        operation: '/rest/api/2/search',
        title: 'Search for issues using JQL',
        calls: 1,
        lastAt: new Date(at).toISOString(),
      },
    ])
    const longer = (await get('/deprecations', '?days=31')).json['uses']
    expect(longer).to.have.length(1)
    expect(longer).to.have.nested.property('0.calls', 2)
  })

  it('refuses what it does not understand, telling each fault', async () => {
    for (const [path, query, place] of [
      ['/operations', '?api=jira', 'query.api'],
      ['/operations', '?only=writes2', 'query.only'],
      ['/operations', '?limit=0', 'query.limit'],
      ['/operations', '?limit=1001', 'query.limit'],
      ['/operations', `?text=${'x'.repeat(2_049)}`, 'query.text'],
      ['/deprecations', '?days=366', 'query.days'],
      ['/deprecations', '?days=1.5', 'query.days'],
    ] as const) {
      const answer = await get(path, query)
      expect(answer.outcome).to.equal('422 request/invalid-input')
      expect(JSON.stringify(answer.json)).to.include(place)
    }
  })

  it('is for administrators alone', async () => {
    for (const path of ['/operations', '/deprecations']) {
      expect((await get(path, '', 'JWT bob.jira')).outcome).to.equal('403 person/not-admin')
    }
  })
})
