import { expect } from 'chai'
import { request } from 'undici'
import { rateLimited, serverError } from '../faults/planned-answer.ts'
import { startSite } from '../start-site.ts'
import type { SiteWorld } from '../start-site.ts'

describe('faults of the shared servers', () => {
  let world: SiteWorld

  before(async () => (world = await startSite()))
  after(() => world.stop())
  afterEach(() => world.faults.reset())

  async function get(url: string): Promise<{ status: number; text: string; retryAfter: unknown }> {
    const answer = await request(url, { headersTimeout: 200 })
    const { statusCode: status, headers } = answer
    return { status, text: await answer.body.text(), retryAfter: headers['retry-after'] }
  }
  const keyUrl = (kid = world.installKeys.current().kid): string => `${world.keysUrl}/${kid}`

  it('make the key server lie, fail and hang', async () => {
    const right = (await get(keyUrl())).text
    expect(right).to.match(/^-----BEGIN PUBLIC KEY-----/)
    world.faults.keys.wrongKey = true
    expect((await get(keyUrl())).text)
      .to.match(/^-----BEGIN/)
      .and.not.equal(right)
    world.faults.keys.htmlForUnknown = true
    expect(await get(keyUrl('nobody'))).to.include({ status: 200 })
    world.faults.keys.answerNext(1, serverError())
    expect((await get(keyUrl())).status).to.equal(500)
    world.faults.keys.hangNext(1)
    expect(await get(keyUrl()).catch((cause: unknown) => String(cause))).to.match(/Timeout/)
    world.faults.reset()
    expect((await get(keyUrl())).text).to.equal(right)
    expect((await get(keyUrl('nobody'))).status).to.equal(404)
  })

  it('keep the old key readable after a rotation', async () => {
    const former = keyUrl()
    await world.installKeys.rotate()
    expect(keyUrl()).not.to.equal(former)
    expect((await get(former)).status).to.equal(200)
  })

  it('make the token server busy, slow or unable to speak JSON', async () => {
    const url = `${world.tokenUrl}/oauth2/token`
    world.faults.auth.answerNext(1, rateLimited('jira-burst-based', 3))
    expect(await get(url)).to.include({ status: 429, retryAfter: '3' })
    world.faults.auth.latencyMs = 100
    const begin = performance.now()
    expect((await get(url)).status).to.equal(405)
    expect(performance.now() - begin).to.be.at.least(95)
  })

  it('leave no credential in the log that is shown to readers', async () => {
    const headers = { authorization: 'Bearer top-secret', cookie: 'a=top-secret' }
    const called = await request(`${world.site.baseUrl}/rest/api/3/myself?jwt=top-secret`, {
      headers,
    })
    await called.body.dump()
    const { text } = await get(`${world.site.baseUrl}/stand-in/log`)
    expect(text).to.contain('credential-in-query').and.not.contain('top-secret')
    expect(world.log.saw('top-secret')).to.equal(true)
  })
})
