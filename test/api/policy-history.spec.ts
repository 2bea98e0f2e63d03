import { expect } from 'chai'
import { startManagement, type ManagementWorld } from './management-world.ts'
import { aDocument, aDraft, aFullDocument } from './policy-things.ts'

interface Difference {
  readonly pointer: string
  readonly kind: string
}

describe('earlier versions of the policy in the management API', () => {
  let world: ManagementWorld
  beforeEach(async () => {
    world = await startManagement()
  })
  afterEach(() => world.stop())

  const put = async (version: number, body: object) => {
    const headers = { 'if-match': `"${version}"` }
    const answer = await world.send('PUT', '/policy', { headers, body })
    expect(answer.outcome, answer.text).to.equal('200')
    return answer
  }
  const get = (path: string, as?: string) =>
    world.send('GET', `/policy${path}`, as === undefined ? {} : { as })
  const days = (tokenDaysMax: number) =>
    aDocument({ switches: { ...switchesOf(aDocument()), tokenDaysMax } })

  it('are listed with who made them and when, newest first, page by page', async () => {
    const times: string[] = []
    for (const [at, tokenDaysMax] of [7, 30, 90].entries()) {
      world.clock.move(1_000)
      times.unshift(new Date(world.clock.now()).toISOString())
      await put(at, days(tokenDaysMax))
    }
    const whole = [3, 2, 1].map((version, at) => ({
      version,
      changedAt: times[at],
      changedBy: 'ada',
    }))
    expect((await get('/versions')).json).to.deep.equal({ versions: whole })
    const first = await get('/versions?limit=2')
    expect(first.json).to.deep.equal({ versions: whole.slice(0, 2), next: 2 })
    const rest = await get('/versions?limit=2&before=2')
    expect(rest.json).to.deep.equal({ versions: whole.slice(2) })
    expect((await get('/versions?limit=1&before=1')).json).to.deep.equal({ versions: [] })
  })

  it('are read as they were, without what could be taken for the present version', async () => {
    await put(0, days(7))
    await put(1, aDocument({ providers: [aDraft()] }))
    const answer = await get('/versions/1')
    expect(answer.json).to.deep.equal({ version: 1, document: days(7) })
    expect(answer.headers.get('etag')).to.equal(null)
  })

  it('are compared with each other, with the one before, and with what nobody had decided', async () => {
    await put(0, days(7))
    await put(1, days(30))
    await put(2, aFullDocument())
    const change = { pointer: '/switches/tokenDaysMax', kind: 'changed', before: 7, after: 30 }
    const { json } = await get('/diff?from=1&to=2')
    expect(json).to.deep.include({ from: 1, to: 2, differences: [change] })
    expect(json['impact']).to.deep.equal({
      loses: [],
      gains: ['Callers with API tokens: each may live for 30 days, instead of 7 days.'],
    })
    expect((await get('/diff?to=2')).json).to.deep.equal(json)
    const back = await get('/diff?from=2&to=1')
    expect(back.json['differences']).to.deep.equal([{ ...change, before: 30, after: 7 }])
    const last = await get('/diff')
    expect(last.json).to.include({ from: 2, to: 3 })
    expect(pointersIn(last.json['differences'])).to.include('/resources/0')
    const all = await get('/diff?from=0&to=1')
    expect(pointersIn(all.json['differences'])).to.deep.equal(['/switches/tokenDaysMax'])
    for (const same of ['?from=2&to=2', '?from=0&to=0']) {
      expect((await get(`/diff${same}`)).json['differences'], same).to.deep.equal([])
    }
  })

  it('are compared before anything was decided too', async () => {
    expect((await get('/diff')).json).to.deep.equal({
      from: 0,
      to: 0,
      differences: [],
      impact: { loses: [], gains: [] },
    })
  })

  it('show no secret, neither as they were nor in what differs', async () => {
    const secrets = ['first', 'second'].map((name) => `${name}-shared-secret-of-more-than-32-bytes`)
    for (const [version, secret] of secrets.entries()) {
      const keys = { from: 'secret', secret }
      await put(version, aDocument({ providers: [aDraft({ keys, algorithms: ['HS256'] })] }))
    }
    const answers = [
      await get('/versions/1'),
      await get('/versions/2'),
      await get('/diff?from=0&to=1'),
      await get('/diff?from=1&to=2'),
      await get('/diff?from=2&to=0'),
    ]
    for (const { text } of answers) for (const each of secrets) expect(text).not.to.contain(each)
    const { differences } = answers[3]?.json as { differences: Difference[] }
    expect(differences).to.deep.equal([
      { pointer: '/providers/0/keys/secret', kind: 'changed', id: 'acme' },
    ])
  })

  it('of another tenant, never made or not kept any more are not found', async () => {
    await put(0, days(7))
    const theirs = await world.bearer('manage', world.confluence)
    for (const [path, as, outcome] of [
      ['/versions/1', theirs, '404 request/not-found'],
      ['/diff?from=1', theirs, '422 request/invalid-input'],
      ['/versions/0', undefined, '404 request/not-found'],
      ['/versions/2', undefined, '404 request/not-found'],
      ['/versions/01', undefined, '404 request/not-found'],
      ['/versions/1.0', undefined, '404 request/not-found'],
      ['/versions/-1', undefined, '404 request/not-found'],
      [`/versions/${'9'.repeat(400)}`, undefined, '404 request/not-found'],
      ['/diff?from=2', undefined, '422 request/invalid-input'],
      ['/diff?to=2', undefined, '422 request/invalid-input'],
    ] as const) {
      expect((await get(path, as)).outcome, path).to.equal(outcome)
    }
    expect((await get('/versions', theirs)).json).to.deep.equal({ versions: [] })
  })

  it('are asked for in a way that can be told from a mistake', async () => {
    for (const [query, path] of [
      ['/versions?limit=0', 'query.limit'],
      ['/versions?limit=101', 'query.limit'],
      ['/versions?limit=1e2', 'query.limit'],
      ['/versions?before=x', 'query.before'],
      ['/versions?after=1', 'query'],
      ['/diff?from=-1', 'query.from'],
      ['/diff?from=latest', 'query.from'],
      ['/diff?to=%221%22', 'query.to'],
      ['/diff?to=', 'query.to'],
    ] as const) {
      const answer = await get(query)
      expect(answer.outcome, query).to.equal('422 request/invalid-input')
      const faults = answer.json['faults'] as { path: string }[]
      expect(
        faults.map((each) => each.path),
        query,
      ).to.deep.equal([path])
    }
  })
})

function switchesOf(document: object): object {
  return 'switches' in document ? (document.switches as object) : {}
}

function pointersIn(differences: unknown): readonly string[] {
  return (differences as Difference[]).map(({ pointer }) => pointer)
}
