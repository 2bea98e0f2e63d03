import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { FormData, request } from 'undici'
import { startSite } from '../start-site.ts'
import type { SiteWorld } from '../start-site.ts'

describe('attachments', () => {
  const content = Buffer.from('the quick brown fox')
  let world: SiteWorld
  let authorization: string
  let attachmentId: string

  before(async () => {
    world = await startSite()
    const { email, password } = world.site.people.alice
    authorization = `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`
    const answer = await upload({ 'x-atlassian-token': 'no-check' })
    const [attachment] = (await answer.body.json()) as { id: string }[]
    attachmentId = attachment?.id ?? ''
  })
  after(() => world.stop())
  beforeEach(() => world.log.clear())

  async function upload(headers: Readonly<Record<string, string>>): ReturnType<typeof request> {
    const form = new FormData()
    form.append('file', new Blob([content], { type: 'text/plain' }), 'fox.txt')
    const url = `${world.site.baseUrl}/rest/api/3/issue/PROJ-1/attachments`
    return request(url, { method: 'POST', headers: { authorization, ...headers }, body: form })
  }

  async function mediaAddress(): Promise<string> {
    const url = `${world.site.baseUrl}/rest/api/3/attachment/content/${attachmentId}`
    const answer = await request(url, { headers: { authorization } })
    await answer.body.dump()
    expect(answer.statusCode).to.equal(303)
    return String(answer.headers['location'])
  }

  it('are refused without the header that browsers cannot forge', async () => {
    const answer = await upload({})
    await answer.body.dump()
    expect(answer.statusCode).to.equal(403)
    expect(world.log.entries[0]).to.include({
      verdict: 'xsrf',
      bodyBytes: world.log.entries[0]?.bodyBytes,
    })
  })

  it('come from another origin, with a token in the address', async () => {
    const address = await mediaAddress()
    expect(new URL(address).origin).to.equal(world.mediaUrl)
    const answer = await request(address)
    expect(Buffer.from(await answer.body.arrayBuffer()).equals(content)).to.equal(true)
    const sha256 = createHash('sha256').update(content).digest('hex')
    expect(answer.headers['x-stand-in-sha256']).to.equal(sha256)
  })

  it('are given out once for each token', async () => {
    const address = await mediaAddress()
    for (const status of [200, 401]) {
      const answer = await request(address)
      await answer.body.dump()
      expect(answer.statusCode).to.equal(status)
    }
  })

  for (const header of ['authorization', 'cookie']) {
    it(`are refused to whoever sends ${header} to the media host, and an alarm is raised`, async () => {
      const answer = await request(await mediaAddress(), { headers: { [header]: 'leaked' } })
      await answer.body.dump()
      expect(answer.statusCode).to.equal(403)
      expect(world.log.alarms.map(({ verdict }) => verdict)).to.deep.equal(['credential-leak'])
    })
  }

  it('are served in parts, and directly to whoever refuses to be redirected', async () => {
    const url = `${world.site.baseUrl}/rest/api/3/attachment/content/${attachmentId}?redirect=false`
    const answer = await request(url, { headers: { authorization, range: 'bytes=4-8' } })
    expect(answer.statusCode).to.equal(206)
    expect(answer.headers['content-range']).to.equal(`bytes 4-8/${content.length}`)
    expect(await answer.body.text()).to.equal('quick')
  })
})
