import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { createStreamParts } from '../../../src/stream-parts.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { systemIds } from '../../../src/lib/ids.ts'
import { createTenantDirectory } from '../../../src/tenants/tenant-directory.ts'
import { startSmallServer } from '../../gateway/world/small-server.ts'
import { sealingKey, temporaryDatabase } from '../../support/temporary-database.ts'
import { testLog, watchForSecret } from '../../support/sinks.ts'
import { aTenant } from '../../support/things.ts'
import { chainWriter } from './chain-writer.ts'

const PROGRAM = fileURLToPath(new URL('stream-process.ts', import.meta.url))
const KILLS = 2

describe('a process that sends streams', () => {
  it('killed while its batches are under way leaves out nothing, and sends again only what was not written down', async () => {
    const key = sealingKey('one')
    const temporary = await temporaryDatabase([key])
    const { database, sealer, file } = temporary
    const tenant = aTenant()
    const receiver = await startSmallServer()
    const { streams } = createStreamParts({
      settings: { allowPrivateAddresses: true },
      database,
      sealer,
      directory: createTenantDirectory([tenant]),
      clock: systemClock,
      ids: systemIds,
      log: testLog().log,
    })
    const { newSecret } = await streams.add(
      tenant.id,
      {
        ...{ name: 'x', what: 'all', state: 'on', begins: 'now', dropBehind: undefined },
        target: { kind: 'https', url: receiver.origin, header: undefined, ca: undefined },
        rotateSecret: false,
      },
      { actor: 'ada', requestId: 'r' },
    )
    watchForSecret(newSecret?.reveal() ?? '')
    const count = 2_500
    await chainWriter(database, tenant.id).calls(count)

    let child: ChildProcess | undefined
    let killsLeft = KILLS
    let requests = 0
    const start = () => {
      const args = ['--import=tsx', PROGRAM, file, key.key.toString('base64'), tenant.clientKey]
      child = spawn(process.execPath, args, { stdio: 'ignore' })
    }
    receiver.handler = (req, res) => {
      req.on('end', () => {
        requests += 1
        // Every second batch is taken, and the process dies before it knows.
        if (killsLeft > 0 && requests % 2 === 0) {
          killsLeft -= 1
          const died = child
          died?.once('exit', start)
          died?.kill('SIGKILL')
        }
        res.writeHead(200).end()
      })
    }
    start()
    const isDone = async () => (await streams.list(tenant.id))[0]?.behind === 0
    while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 50))
    const last = child
    if (last?.exitCode === null) {
      last.kill('SIGKILL')
      await once(last, 'exit')
    }
    await receiver.close()
    const sent = receiver.seen.map(({ body }) =>
      body
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { readonly seq: number }).seq),
    )
    await temporary.clear()
    expect(killsLeft).to.equal(0)
    // The first says that the stream was made.
    const lines = count + 1
    const all = Array.from({ length: lines }, (_, at) => at + 1)
    expect([...new Set(sent.flat())]).to.deep.equal(all)
    // Each death cost one batch a second sending.
    expect(sent.flat()).to.have.length(lines + KILLS * 500)
  }).timeout(120_000)
})
