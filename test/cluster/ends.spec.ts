import { expect } from 'chai'
import { startSite } from '../site/start-site.ts'
import { eventually, spawnCluster, startCluster, type Cluster } from './a-cluster.ts'
import { anInstalledCluster, openAll } from './an-installed-cluster.ts'
import { connectionsToAll } from './connection.ts'

const LIMIT = { id: 'all', name: 'All', state: 'on', per: 'tenant', points: 4, seconds: 600 }

const isThere = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const left = (cluster: Cluster) => cluster.pids().filter(isThere)

describe('workers that end', function () {
  this.timeout(180_000)

  it('are replaced when killed, with the port open and all counts kept, and end in order on SIGTERM', async () => {
    const it_ = await anInstalledCluster()
    const { cluster } = it_
    try {
      const [one, two] = await connectionsToAll(cluster.url, [1, 2], 1)
      if (one === undefined || two === undefined) throw new Error('too few connections')
      await it_.change(one, (document) => ({
        ...openAll(document),
        limits: { ...document['limits'], rules: [LIMIT] },
      }))
      const { text } = await it_.token()
      for (const at of [one, two]) expect(await it_.call(at, text)).to.equal('200')

      const killed = cluster.pidOf(one.worker)
      process.kill(killed ?? 0, 'SIGKILL')
      expect(await it_.call(two, text)).to.equal('200')
      await eventually(() => cluster.pidOf(one.worker) !== killed, 'a new worker', cluster)
      const [anew] = await connectionsToAll(cluster.url, [one.worker], 1)
      if (anew === undefined) throw new Error('no connection to the new worker')
      expect(await it_.call(anew, text)).to.equal('200')
      for (const at of [anew, two]) expect(await it_.call(at, text)).to.equal('limit/exceeded')
      for (const at of [one, anew, two]) at.close()

      expect(await cluster.stop()).to.equal(0)
      expect(cluster.pids()).to.have.length(3)
      expect(left(cluster)).to.deep.equal([])
    } finally {
      await it_.stop()
    }
  })

  it('end their primary when none can start, with a code of its own for a fault of configuration', async () => {
    const world = await startSite()
    const cluster = await startCluster(world, 1)
    const port = { PORT: new URL(cluster.url).port }
    const portTaken = await spawnCluster(world, 2, port)
    const wrongKey = await spawnCluster(world, 2, {
      DATABASE_URL: `sqlite:${cluster.databaseFile}`,
      SECRETS_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}`,
    })
    try {
      expect(await wrongKey.exited).to.equal(78)
      expect(await portTaken.exited).to.equal(1)

      cluster.primary.kill('SIGKILL')
      await cluster.exited
      await eventually(() => left(cluster).length === 0, 'an end without a primary', cluster)
    } finally {
      for (const each of [wrongKey, portTaken, cluster]) await each.clear()
      await world.stop()
    }
  })
})
