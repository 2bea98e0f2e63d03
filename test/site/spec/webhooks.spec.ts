import { expect } from 'chai'
import type { Installation } from '../install/installation.ts'
import { startSite } from '../start-site.ts'
import type { SiteWorld } from '../start-site.ts'
import { digestOf } from '../tokens/canonical-request.ts'
import { isSignedHs256, readJws } from '../tokens/jws.ts'
import { startTinyApp } from './tiny-app.ts'
import type { TinyApp } from './tiny-app.ts'

describe('webhook deliveries', () => {
  let world: SiteWorld
  let app: TinyApp
  let installation: Installation

  beforeEach(async () => {
    world = await startSite({ timings: { retryMinuteMs: 0.1 } })
    app = await startTinyApp(['READ'])
    installation = await world.site.installApp(app.descriptorUrl)
  })
  afterEach(() => Promise.all([app.stop(), world.stop()]))

  it('are signed for their URL', async () => {
    const [report] = await installation.webhook('user_deleted', { user: { accountId: 'x' } })
    expect(report?.delivered).to.equal(true)
    const received = app.received.at(-1)
    const token = readJws(String(received?.headers['authorization']).replace('JWT ', ''))
    expect(token && isSignedHs256(token, installation.sharedSecret())).to.equal(true)
    expect(token?.claims['qsh']).to.equal(digestOf('POST&/hooks/user_deleted&'))
    expect(received?.headers['x-atlassian-webhook-flow']).to.equal('Primary')
    expect(received?.body).to.contain('"webhookEvent":"user_deleted"')
  })

  it('are repeated by Jira with the same identifier until the app accepts', async () => {
    app.statuses.push(500, 429)
    const [report] = await installation.webhook('user_deleted')
    expect(report?.attempts).to.have.length(3)
    const tries = app.received.slice(-3).map(({ headers }) => headers)
    expect(tries.map((headers) => headers['x-atlassian-webhook-retry'])).to.deep.equal([
      undefined,
      '1',
      '2',
    ])
    const ids = new Set(tries.map((headers) => headers['x-atlassian-webhook-identifier']))
    expect(ids.size).to.equal(1)
  })

  it('are given up after five tries, and at once on a plain refusal', async () => {
    app.statuses.push(500, 500, 500, 500, 500, 500)
    const [report] = await installation.webhook('user_deleted')
    expect(report?.attempts).to.have.length(5)
    app.statuses.length = 0
    app.statuses.push(401)
    const [refused] = await installation.webhook('user_deleted')
    expect(refused?.attempts).to.have.length(1)
  })

  it('are never repeated by Confluence, and some of its events never come at all', async () => {
    const confluence = await world.site.installApp(app.confluenceDescriptorUrl)
    app.statuses.push(500)
    const [report] = await confluence.webhook('page_created')
    expect(report).to.deep.include({ delivered: false })
    expect(report?.attempts).to.have.length(1)
    const [never] = await confluence.webhook('user_deactivated')
    expect(never?.withheld).to.equal('never-sent-in-cloud')
  })

  it('can arrive twice and in any order', async () => {
    const before = app.received.length
    await installation.webhooks(
      [
        { event: 'user_deleted', payload: { n: 1 } },
        { event: 'user_deleted', payload: { n: 2 }, options: { copies: 2 } },
      ],
      'reversed',
    )
    const numbers = app.received.slice(before).map(({ body }) => /"n":(\d)/.exec(body)?.[1])
    expect(numbers).to.deep.equal(['2', '2', '1'])
  })

  it('are not sent above 25 MB, nor for events that were not asked for', async () => {
    const [large] = await installation.webhook('user_deleted', { text: 'x'.repeat(26_214_400) })
    expect(large?.withheld).to.equal('too-large')
    const [other] = await installation.webhook('user_created')
    expect(other?.withheld).to.equal('not-declared')
  })
})
