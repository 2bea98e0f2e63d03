import { expect } from 'chai'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { watchForSecret } from '../support/sinks.ts'
import { startManagement, type ManagementWorld } from './management-world.ts'

interface Shown {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly expiresAt: string
  readonly [member: string]: unknown
}

const DAY_MS = 24 * 60 * 60 * 1000

describe('API tokens in the management API', () => {
  let world: ManagementWorld
  beforeEach(async () => {
    world = await startManagement()
  })
  afterEach(() => world.stop())

  const BOT = {
    name: 'release notes',
    ownerAccountId: 'account-ann',
    purpose: 'Writes release notes',
    access: 'write',
    lifetimeDays: 90,
  }
  const theirs = 'JWT ada.confluence'
  const create = (body: object, as?: string) =>
    world.send('POST', '/tokens', { body, ...(as === undefined ? {} : { as }) })
  const made = async (given: object = {}, as?: string) => {
    const { json, outcome } = await create({ ...BOT, ...given }, as)
    expect(outcome, JSON.stringify(json)).to.equal('200')
    const text = String(json['text'])
    watchForSecret(text)
    return { text, token: json['token'] as Shown }
  }
  const list = async (query = '', as?: string) => {
    const { json } = await world.send('GET', `/tokens${query}`, as === undefined ? {} : { as })
    return json['tokens'] as Shown[]
  }
  const use = async (text: string) => {
    const as = { as: `Bearer ${text}` }
    return (await world.send('GET', '/policy', as)).outcome
  }
  const setRules = (change: (document: PolicyDocument) => PolicyDocument) =>
    world.policies.change(world.jira.id, { actor: 'ada', requestId: 'r' }, ({ document }) =>
      change(document),
    )
  const setDaysMax = (tokenDaysMax: number) =>
    setRules((document) => ({ ...document, switches: { ...document.switches, tokenDaysMax } }))

  it('are made for service accounts, and recorded with the admin and the request', async () => {
    const limits = { networks: ['10.0.0.0/8'], places: ['OPS'] }
    const answer = await create({ ...BOT, limits })
    const { token } = answer.json as unknown as { readonly token: Shown }
    const at = (days: number) => new Date(world.clock.now() + days * DAY_MS).toISOString()
    const { name, ownerAccountId, purpose, access } = BOT
    expect(token).to.deep.equal({
      ...{ id: token.id, name, ownerAccountId, createdBy: 'ada', purpose },
      ...{ access, actsAs: 'app', limits, state: 'live' },
      ...{ createdAt: at(0), expiresAt: at(90) },
    })
    const [event] = await world.events()
    const requestId = answer.headers.get('gatehouse-request-id')
    expect(event).to.include({ kind: 'token.created', actor: 'ada', subject: token.id, requestId })
    expect(await list()).to.deep.equal([token])
  })

  it('show their text in the answer that makes them, and in no other', async () => {
    const { text, token } = await made()
    expect(await use(text), 'good, and no manager').to.equal('403 person/not-admin')
    const rotated = await world.send('POST', `/tokens/${token.id}/rotate`, {
      body: { overlapHours: 1 },
    })
    const second = String(rotated.json['text'])
    watchForSecret(second)
    expect(await use(second)).to.equal('403 person/not-admin')
    const { text: listed } = await world.send('GET', '/tokens')
    const limited = await world.send('PUT', `/tokens/${token.id}/limits`, { body: {} })
    for (const each of [listed, limited.text, world.logLines.join('')]) {
      expect(each).not.to.contain(text.split('_')[2])
      expect(each).not.to.contain(second.split('_')[2])
      expect(each).not.to.contain('hash')
    }
  })

  it('are made of nothing that is wrong, and every fault is told at once', async () => {
    const { outcome, json } = await create({
      ...{ name: ' ', ownerAccountId: 'two words', purpose: '', access: 'manage', lifetimeDays: 0 },
      ...{ limits: { places: ['ops'], network: [] }, tenantId: world.confluence.id },
    })
    expect(outcome).to.equal('422 request/invalid-input')
    const paths = (json['faults'] as { path: string }[]).map(({ path }) => path)
    expect(paths).to.have.members([
      ...['name', 'ownerAccountId', 'purpose', 'access', 'lifetimeDays'],
      ...['limits.places.0', 'limits.network', 'tenantId'],
    ])
    for (const given of [
      { lifetimeDays: 366 },
      { lifetimeDays: 1.5 },
      { limits: null },
      { limits: { places: [] } },
      { purpose: 'x'.repeat(201) },
      { name: 'a\nb' },
      { actsAs: 'user' },
      { ownerAccountId: undefined },
      { purpose: undefined },
    ]) {
      const answer = await create({ ...BOT, ...given })
      expect(answer.outcome, JSON.stringify(given)).to.equal('422 request/invalid-input')
    }
    expect(await list()).to.deep.equal([])
  })

  it('live no longer than the tenant allows, or any group of the owner', async () => {
    await setDaysMax(60)
    expect((await create(BOT)).outcome).to.equal('422 request/invalid-input')
    const sources = [{ from: 'product', groupId: 'g-1', name: 'Contractors' }] as const
    const group = { id: 'contractors', name: 'Contractors', sources, tokenDaysMax: 7 }
    await setRules((document) => ({ ...document, groups: [group] }))
    expect((await create({ ...BOT, lifetimeDays: 60 })).outcome).to.equal('200')
    world.groupIds.set('account-ann', ['g-1'])
    const beyond = await create({ ...BOT, lifetimeDays: 8 })
    expect(beyond.outcome).to.equal('422 request/invalid-input')
    expect(beyond.json['faults']).to.have.nested.property('[0].path', 'lifetimeDays')
    const { token } = await made({ lifetimeDays: 7 })
    world.groupIds.set('account-ann', [])
    const long = (await list()).find(({ id }) => id !== token.id)
    world.groupIds.set('account-ann', ['g-1'])
    const body = { overlapHours: 0 }
    const rotated = await world.send('POST', `/tokens/${long?.id ?? ''}/rotate`, { body })
    const { expiresAt } = rotated.json['token'] as Shown
    expect(Date.parse(expiresAt) - world.clock.now()).to.equal(7 * DAY_MS)
  })

  it('are listed, of all or of one owner, in any state or in one', async () => {
    const ann = (await made({ lifetimeDays: 1 })).token
    world.clock.move(1)
    const bob = (await made({ ownerAccountId: 'account-bob' })).token
    world.clock.move(1)
    await world.bearer('write')
    const ids = async (query: string) => (await list(query)).map(({ id }) => id)
    expect(await ids('')).to.have.length(3)
    expect((await ids('')).slice(1)).to.deep.equal([bob.id, ann.id])
    expect(await ids('?ownerAccountId=account-bob')).to.deep.equal([bob.id])
    await world.send('DELETE', `/tokens/${bob.id}`)
    world.clock.move(DAY_MS)
    expect(await ids('?state=revoked')).to.deep.equal([bob.id])
    expect(await ids('?state=expired')).to.deep.equal([ann.id])
    expect(await ids('?state=live')).to.have.length(1)
    expect(await ids('?state=live&ownerAccountId=account-ann')).to.deep.equal([])
    for (const query of ['?state=dead', '?ownerAccountId=%00', '?owner=x', '?state=']) {
      const { outcome } = await world.send('GET', `/tokens${query}`)
      expect(outcome, query).to.equal('422 request/invalid-input')
    }
    const both = await world.send('GET', '/tokens?state=x&ownerAccountId=')
    expect(both.json['faults']).to.have.length(2)
  })

  it('are listed with the end that the longest life gives them now', async () => {
    const { token } = await made()
    await setDaysMax(7)
    const [shown] = await list()
    expect(Date.parse(shown?.expiresAt ?? '') - world.clock.now()).to.equal(7 * DAY_MS)
    world.clock.move(7 * DAY_MS)
    expect((await list('?state=expired')).map(({ id }) => id)).to.deep.equal([token.id])
    await setDaysMax(365)
    expect((await list('?state=live')).map(({ id }) => id)).to.deep.equal([token.id])
  })

  it('have their limits replaced, wider ones too, in effect at once', async () => {
    const { token } = await made({ limits: { places: ['OPS'] } })
    const limits = { networks: ['10.0.0.0/8'] }
    world.clock.move(1)
    const answer = await world.send('PUT', `/tokens/${token.id}/limits`, { body: limits })
    expect(answer.outcome).to.equal('200')
    expect(answer.json['limits']).to.deep.equal(limits)
    const [held] = await world.tokens.list(world.jira.id)
    expect(held?.limits).to.deep.equal(limits)
    expect((await world.events())[0]).to.include({ kind: 'token.changed', actor: 'ada' })
    const wrong = await world.send('PUT', `/tokens/${token.id}/limits`, {
      body: { networks: ['10.0.0.1/8'], place: ['OPS'] },
    })
    expect(wrong.outcome).to.equal('422 request/invalid-input')
    const paths = (wrong.json['faults'] as { path: string }[]).map(({ path }) => path)
    expect(paths).to.have.members(['networks.0', 'place'])
  })

  it('are rotated with an overlap, once, and by nobody for another person', async () => {
    const { text, token } = await made()
    const rotate = (id: string, body: object = { overlapHours: 1 }) =>
      world.send('POST', `/tokens/${id}/rotate`, { body })
    const rotated = await rotate(token.id)
    expect(rotated.outcome).to.equal('200')
    expect(rotated.json['token']).to.include({
      rotatedFrom: token.id,
      ownerAccountId: 'account-ann',
    })
    watchForSecret(String(rotated.json['text']))
    expect(await use(text)).to.equal('403 person/not-admin')
    world.clock.move(60 * 60 * 1000)
    expect(await use(text)).to.equal('401 credential/expired')
    const again = await rotate(token.id)
    expect(again.outcome).to.equal('422 request/invalid-input')

    for (const [owner, outcome] of [
      ['account-ann', '422 request/invalid-input'],
      ['ada', '200'],
    ] as const) {
      await world.bearer('read', world.jira, owner)
      const tokens = await list(`?ownerAccountId=${owner}&state=live`)
      const personal = tokens.find(({ purpose }) => purpose === undefined)
      expect((await rotate(personal?.id ?? '')).outcome, owner).to.equal(outcome)
    }
    for (const body of [{}, { overlapHours: -1 }, { overlapHours: 721 }, { overlapHours: '1' }]) {
      expect((await rotate(token.id, body)).outcome).to.equal('422 request/invalid-input')
    }
  })

  it('are not rotated once the rules have ended them, a service account’s or one’s own', async () => {
    await made()
    await world.bearer('read', world.jira, 'ada')
    const ids = (await list()).map(({ id }) => id)
    world.clock.move(10 * DAY_MS)
    const { document } = await world.policies.read(world.jira.id)
    const outcomes = async () => {
      const all = []
      for (const id of ids) {
        const body = { overlapHours: 1 }
        all.push((await world.send('POST', `/tokens/${id}/rotate`, { body })).outcome)
      }
      return all
    }
    const refused = ['422 request/invalid-input', '422 request/invalid-input']
    await setDaysMax(10)
    expect(await outcomes(), 'too old').to.deep.equal(refused)
    await setRules(() => ({ ...document, tokens: { idleDays: 10 } }))
    expect(await outcomes(), 'idle').to.deep.equal(refused)
    expect(await list()).to.have.length(2)
    const access = { ...document.access, mayHoldTokens: [] }
    await setRules(() => ({ ...document, access }))
    expect(await outcomes()).to.deep.equal(['200', '200'])
  })

  it('that have ended are no fault of the caller’s own credential', async () => {
    const { token } = await made({ lifetimeDays: 1 })
    world.clock.move(DAY_MS)
    for (const [method, path, body] of [
      ['PUT', 'limits', {}],
      ['POST', 'rotate', { overlapHours: 0 }],
    ] as const) {
      const { outcome, headers } = await world.send(method, `/tokens/${token.id}/${path}`, { body })
      expect(outcome, path).to.equal('422 request/invalid-input')
      expect(headers.has('www-authenticate')).to.equal(false)
    }
  })

  it('are revoked, in effect at once, and recorded', async () => {
    const { text, token } = await made()
    await use(text)
    world.clock.move(1)
    const answer = await world.send('DELETE', `/tokens/${token.id}`)
    expect([answer.outcome, answer.text]).to.deep.equal(['204', ''])
    expect(await use(text)).to.equal('401 credential/revoked')
    expect((await world.events())[0]).to.include({ kind: 'token.revoked', subject: token.id })
    const revokedAt = new Date(world.clock.now()).toISOString()
    expect((await list())[0]).to.include({ state: 'revoked', revokedAt })
  })

  it('of one product are not found with a credential of the other', async () => {
    const { text, token } = await made()
    expect(await list('', theirs)).to.deep.equal([])
    for (const [method, path, body] of [
      ['DELETE', '', undefined],
      ['PUT', '/limits', {}],
      ['POST', '/rotate', { overlapHours: 0 }],
    ] as const) {
      for (const id of [token.id, 'no-such-token', 'a%00b']) {
        const init = { ...(id === token.id ? { as: theirs } : {}), ...(body && { body }) }
        const { outcome } = await world.send(method, `/tokens/${id}${path}`, init)
        expect(outcome, `${method} ${path} ${id}`).to.equal('404 request/not-found')
      }
    }
    expect(await use(text)).to.equal('403 person/not-admin')
    expect(await world.events(world.confluence)).to.deep.equal([])
  })

  it('are nobody’s business who is no admin', async () => {
    const { token } = await made()
    for (const [method, path, body] of [
      ['GET', '/tokens', undefined],
      ['POST', '/tokens', BOT],
      ['POST', `/tokens/${token.id}/rotate`, { overlapHours: 0 }],
      ['PUT', `/tokens/${token.id}/limits`, {}],
      ['DELETE', `/tokens/${token.id}`, undefined],
    ] as const) {
      const bodyOf = body === undefined ? {} : { body }
      const bob = await world.send(method, path, { as: 'JWT bob.jira', ...bodyOf })
      expect(bob.outcome).to.equal('403 person/not-admin')
      const nobody = await world.send(method, path, { as: '', ...bodyOf })
      expect(nobody.outcome).to.equal('401 credential/missing')
    }
    expect(await world.events()).to.have.length(1)
  })
})
