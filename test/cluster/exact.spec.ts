import { expect } from 'chai'
import { connectionsToAll, type Connection } from './connection.ts'
import {
  anInstalledCluster,
  MYSELF,
  oneOfEach,
  openAll,
  type InstalledCluster,
} from './an-installed-cluster.ts'

const LIMIT = {
  id: 'all',
  name: 'All together',
  state: 'on',
  per: 'tenant',
  points: 50,
  seconds: 600,
}

describe('two workers over one database', function () {
  this.timeout(120_000)
  let it_: InstalledCluster
  let connections: readonly Connection[] = []
  before(async () => {
    it_ = await anInstalledCluster()
    connections = await connectionsToAll(it_.cluster.url, [1, 2], 10)
    await it_.change(oneOfEach(connections)[0], openAll)
  })
  after(async () => {
    for (const connection of connections) connection.close()
    await it_.stop()
  })

  const onEach = <T>(work: (connection: Connection) => Promise<T>) =>
    Promise.all(connections.map(work))

  it('refuse a token that was revoked at one of them from the very next call on, at both', async () => {
    const [one, other] = oneOfEach(connections)
    for (let round = 0; round < 30; round += 1) {
      const { text, id } = await it_.token()
      expect(new Set(await onEach((at) => it_.call(at, text)))).to.deep.equal(new Set(['200']))
      const ended = await it_.manage(round % 2 === 0 ? one : other, 'DELETE', `/tokens/${id}`)
      expect(ended.status).to.be.oneOf([200, 204])
      const after = await onEach((at) => it_.call(at, text))
      expect(new Set(after), `round ${String(round)}`).to.deep.equal(
        new Set(['credential/revoked']),
      )
    }
  })

  it('go by rules that were changed at one of them from the very next call on, both', async () => {
    const { text } = await it_.token()
    const [one, other] = oneOfEach(connections)
    const close = (document: Record<string, object>) => ({ ...document, resources: [] })
    for (let round = 0; round < 10; round += 1) {
      const [here, there] = round % 2 === 0 ? [one, other] : [other, one]
      await it_.change(here, close)
      const closed = await onEach((at) => it_.call(at, text))
      expect(new Set(closed), `round ${String(round)}`).not.to.include('200')
      await it_.change(there, openAll)
      const open = await onEach((at) => it_.call(at, text))
      expect(new Set(open), `round ${String(round)}`).to.deep.equal(new Set(['200']))
    }
  })

  it('let no more calls through together than a limit has points', async () => {
    const { text } = await it_.token()
    const [one] = oneOfEach(connections)
    const limited = (rules: readonly object[]) => (document: Record<string, object>) => ({
      ...document,
      limits: { ...document['limits'], rules },
    })
    await it_.change(one, limited([LIMIT]))
    it_.world.log.clear()
    let asked = 0
    const outcomes = await Promise.all(
      connections.flatMap((at) =>
        Array.from({ length: 10 }, async () => ({
          worker: at.worker,
          // Each asks for something else, or some would share an answer of the product.
          outcome: await it_.call(at, text, `${MYSELF}?n=${String((asked += 1))}`),
        })),
      ),
    )
    await it_.change(one, limited([]))
    const served = outcomes.filter(({ outcome }) => outcome === '200')
    expect(outcomes).to.have.length(200)
    expect(served).to.have.length(50)
    expect(new Set(served.map(({ worker }) => worker))).to.deep.equal(new Set([1, 2]))
    const others = outcomes.filter(({ outcome }) => outcome !== '200')
    expect(new Set(others.map(({ outcome }) => outcome))).to.deep.equal(new Set(['limit/exceeded']))
    expect(it_.world.log.calls({ server: 'site', path: MYSELF })).to.have.length(50)
  })
})
