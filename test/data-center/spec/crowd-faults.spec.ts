import { expect } from 'chai'
import { noCrowdFaults } from '../crowd/crowd-faults.ts'
import { basicOf } from '../http/credentials.ts'
import { startCrowd } from '../start-crowd.ts'
import type { Crowd } from '../start-crowd.ts'

describe('faults of the stand-in Crowd', () => {
  let crowd: Crowd

  before(async () => (crowd = await startCrowd()))
  after(() => crowd.close())
  beforeEach(() => void Object.assign(crowd.faults, noCrowdFaults()))

  const ask = (timeoutMs = 10_000) =>
    fetch(`${crowd.baseUrl}/rest/usermanagement/1/config/cookie`, {
      headers: { authorization: basicOf(crowd.application) },
      signal: AbortSignal.timeout(timeoutMs),
    })
  const failure = (answer: Promise<Response>): Promise<string> =>
    answer.then(
      () => 'answered',
      (cause: unknown) => (cause instanceof Error ? cause.name : 'unknown'),
    )

  it('break the connection off, or leave it without an answer', async () => {
    crowd.faults.down = true
    expect(await failure(ask())).to.equal('TypeError')
    crowd.faults.down = false
    crowd.faults.hang = true
    expect(await failure(ask(50))).to.equal('TimeoutError')
  })

  it('answer a given status, or a page where JSON is due', async () => {
    crowd.faults.status = 503
    expect((await ask()).status).to.equal(503)
    crowd.faults.status = undefined
    crowd.faults.garbage = true
    const answer = await ask()
    expect(answer.status).to.equal(200)
    expect(await answer.text()).to.match(/^<html>/)
  })

  it('answer far more than was asked for, which only its length gives away', async () => {
    crowd.faults.hugeBytes = 3_000_000
    const text = await (await ask()).text()
    expect(text).to.have.length(3_000_000)
    expect(JSON.parse(text)).to.include({ name: 'crowd.token_key' })
  })

  it('answer late', async () => {
    crowd.faults.slowMs = 200
    expect(await failure(ask(50))).to.equal('TimeoutError')
  })
})
