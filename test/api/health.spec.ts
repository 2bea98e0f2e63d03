import { expect } from 'chai'
import express from 'express'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { createHealth } from '../../src/api/health.ts'

/** What `/health` tells, given what it finds. */
async function told(found: { readonly counts?: boolean; readonly keepsUp?: boolean } = {}) {
  const { counts = true, keepsUp = true } = found
  const app = express()
  app.use(
    createHealth({
      ping: async () => {},
      isCounting: () => counts,
      isKeepingUp: () => keepsUp,
      worker: undefined,
    }),
  )
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address record, not a pipe's name.
  const { port } = server.address() as AddressInfo
  try {
    const answer = await fetch(`http://127.0.0.1:${String(port)}/health`)
    return { status: answer.status, json: await answer.json() }
  } finally {
    server.close()
  }
}

describe('the health of a process', () => {
  it('is ok while limits are counted and the record keeps up', async () => {
    expect(await told()).to.deep.equal({
      status: 200,
      json: { status: 'ok', limits: 'ok', record: 'ok' },
    })
  })

  it('is degraded, and no reason to end it, while limits cannot be counted', async () => {
    expect(await told({ counts: false })).to.deep.equal({
      status: 200,
      json: { status: 'degraded', limits: 'failing', record: 'ok' },
    })
  })

  it('is degraded while calls wait in the journal for their table', async () => {
    expect(await told({ keepsUp: false })).to.deep.equal({
      status: 200,
      json: { status: 'degraded', limits: 'ok', record: 'behind' },
    })
  })
})
