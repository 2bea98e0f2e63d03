import { expect } from 'chai'
import { startManagement, type ManagementWorld } from './management-world.ts'
import { aDocument, aDraft } from './policy-things.ts'

interface Shown {
  readonly id: string
  readonly accountId: string
}

describe('links in the management API', () => {
  let world: ManagementWorld
  beforeEach(async () => {
    world = await startManagement()
  })
  afterEach(() => world.stop())

  const ANN = {
    issuer: 'https://login.acme.example',
    subject: 'ann',
    accountId: 'account-ann',
  }
  const add = (body: object, as?: string) =>
    world.send('POST', '/links', { body, ...(as === undefined ? {} : { as }) })
  const list = async (query = '', as?: string) => {
    const { json } = await world.send('GET', `/links${query}`, as === undefined ? {} : { as })
    return json['links'] as Shown[]
  }
  const idOf = async (body: object, as?: string) => String((await add(body, as)).json['id'])

  it('are added, in effect at once, and recorded with the caller and the request', async () => {
    const answer = await add(ANN)
    expect(answer.outcome).to.equal('200')
    expect(answer.json).to.include({ ...ANN, createdBy: 'ada' })
    expect(answer.json['createdAt']).to.equal(new Date(world.clock.now()).toISOString())
    expect(answer.json).not.to.have.property('tenantId')
    expect(await world.links.accountOf(world.jira.id, ANN.issuer, 'ann')).to.equal('account-ann')
    const [event] = await world.events()
    const requestId = answer.headers.get('gatehouse-request-id')
    expect(event).to.include({ kind: 'link.created', actor: 'ada', requestId })
  })

  it('can name a provider of the policy in place of its issuer', async () => {
    const headers = { 'if-match': '"0"' }
    await world.send('PUT', '/policy', { headers, body: aDocument({ providers: [aDraft()] }) })
    const { issuer, ...rest } = ANN
    expect((await add({ ...rest, providerId: 'acme' })).json).to.include({ issuer })
    for (const body of [{ ...rest, providerId: 'other' }, rest, { ...ANN, providerId: 'acme' }]) {
      expect((await add(body)).outcome).to.equal('422 request/invalid-input')
    }
  })

  it('stay as they are when they are added again, and belong to one account alone', async () => {
    const id = await idOf(ANN)
    expect(await idOf(ANN)).to.equal(id)
    expect((await add({ ...ANN, accountId: 'account-bob' })).outcome).to.equal('409 link/taken')
    expect(await world.events()).to.have.length(1)
  })

  it('are listed, of all or of one account', async () => {
    await add(ANN)
    await add({ ...ANN, subject: 'bob', accountId: 'account-bob' })
    expect(await list()).to.have.length(2)
    const [only, ...others] = await list('?accountId=account-bob')
    expect(only?.accountId).to.equal('account-bob')
    expect(others).to.deep.equal([])
  })

  it('are listed in parts, newest first, also when some are removed meanwhile', async () => {
    const made: string[] = []
    for (const subject of ['a', 'b', 'c', 'd', 'e']) {
      made.unshift(await idOf({ ...ANN, subject }))
      world.clock.move(1)
    }
    const first = await world.send('GET', '/links?limit=2')
    await world.send('DELETE', `/links/${made[1]}`)
    const next = encodeURIComponent(String(first.json['next']))
    const second = await world.send('GET', `/links?limit=2&after=${next}`)
    const third = await world.send('GET', `/links?limit=2&after=${String(second.json['next'])}`)
    const ids = [first, second, third].map(({ json }) =>
      (json['links'] as Shown[]).map(({ id }) => id),
    )
    expect(ids).to.deep.equal([made.slice(0, 2), made.slice(2, 4), made.slice(4)])
    expect(third.json).not.to.have.property('next')
    expect((await world.send('GET', '/links')).json).not.to.have.property('next')
  })

  it('are listed for a filter, limit and position that can be ones, and else every fault is told', async () => {
    for (const [query, path] of [
      ['accountId=%00', 'query.accountId'],
      ['accountId=', 'query.accountId'],
      ['accountId=two%20words', 'query.accountId'],
      ['limit=0', 'query.limit'],
      ['limit=201', 'query.limit'],
      ['limit=1e2', 'query.limit'],
      ['after=5', 'query.after'],
      ['after=5.a%00', 'query.after'],
    ] as const) {
      const { outcome, json } = await world.send('GET', `/links?${query}`)
      expect(outcome, query).to.equal('422 request/invalid-input')
      expect(json['faults'], query).to.have.nested.property('[0].path', path)
    }
    const all = await world.send('GET', '/links?accountId=%00&limit=x&after=y')
    expect(all.json['faults']).to.have.length(3)
  })

  it('whose id cannot be one are not found', async () => {
    for (const id of ['%00', 'a%00b', '..%2f', '%F0%9F%99%82', 'a'.repeat(9_000)]) {
      const answer = await world.send('DELETE', `/links/${id}`)
      expect(answer.outcome, id).to.equal('404 request/not-found')
    }
    expect(world.logLines.join('')).not.to.contain('surprise')
  })

  it('beyond what an account can have are refused with a fault that says so', async () => {
    for (let at = 0; at < 50; at += 1) await add({ ...ANN, subject: `s${at}` })
    const { outcome, json } = await add(ANN)
    expect(outcome).to.equal('422 request/invalid-input')
    expect(json['faults']).to.have.nested.property('[0].path', 'accountId')
    expect(json['faults']).to.have.nested.property('[0].says').that.contains('50 links already')
  })

  it('named by a provider whose subject claim is another have its meaning in their issuer', async () => {
    const headers = { 'if-match': '"0"' }
    const providers = [aDraft({ subjectClaim: 'oid' })]
    await world.send('PUT', '/policy', { headers, body: aDocument({ providers }) })
    const { issuer, ...rest } = ANN
    const link = { issuer: `${issuer}#oid`, ...rest }
    const made = await add({ ...rest, providerId: 'acme' })
    expect(made.json).to.include(link)
    expect((await add(link)).json['id'], 'and can be added by it').to.equal(made.json['id'])
  })

  it('are not listed at all for a filter that is unknown or sent twice', async () => {
    for (const query of ['?accountid=a', '?accountId=a&accountId=b', '?accountId=a&x=1']) {
      expect((await world.send('GET', `/links${query}`)).outcome).to.equal(
        '422 request/invalid-input',
      )
    }
  })

  it('are removed, in effect at once, and recorded', async () => {
    const id = await idOf(ANN)
    world.clock.move(1)
    const answer = await world.send('DELETE', `/links/${id}`)
    expect(answer.outcome).to.equal('204')
    expect(answer.text).to.equal('')
    expect(await world.links.accountOf(world.jira.id, ANN.issuer, 'ann')).to.equal(undefined)
    expect((await world.events())[0]).to.include({ kind: 'link.removed', subject: id })
    expect((await world.send('DELETE', `/links/${id}`)).outcome).to.equal('404 request/not-found')
  })

  it('of one product are not found with a credential of the other', async () => {
    const theirs = 'JWT ada.confluence'
    const id = await idOf(ANN)
    expect(await list('', theirs)).to.deep.equal([])
    const answer = await world.send('DELETE', `/links/${id}`, { as: theirs })
    expect(answer.outcome).to.equal('404 request/not-found')
    expect(await list()).to.have.length(1)
    expect((await add({ ...ANN, accountId: 'account-other' }, theirs)).outcome).to.equal('200')
    expect(await list()).to.have.length(1)
  })

  it('are not made of what can be no issuer, subject or account, and every fault is told', async () => {
    for (const given of [
      { issuer: 'not an address' },
      { issuer: 7 },
      { subject: '' },
      { subject: 'a\u0000b' },
      { subject: '\ud800' },
      { subject: 'x'.repeat(256) },
      { accountId: 'with space' },
      { accountId: null },
      { more: 1 },
      { tenantId: world.confluence.id },
    ]) {
      const answer = await add({ ...ANN, ...given })
      expect(answer.outcome, JSON.stringify(given)).to.equal('422 request/invalid-input')
    }
    const { json } = await add({ issuer: 7, subject: '', accountId: null })
    const faults = json['faults'] as { path: string }[]
    expect(faults.map(({ path }) => path)).to.have.members(['issuer', 'subject', 'accountId'])
    expect(await list()).to.deep.equal([])
  })
})
