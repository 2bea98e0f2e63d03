import { expect } from 'chai'
import { startCrowd } from '../start-crowd.ts'
import type { Crowd } from '../start-crowd.ts'
import { startJira } from '../start-jira.ts'
import type { Product } from '../product/start-product.ts'
import { askProduct } from './ask-product.ts'

const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' }
const foreign = { origin: 'https://evil.example' }

describe('the check of a stand-in product against forged requests', () => {
  let crowd: Crowd
  let jira: Product
  let authorization = ''

  before(async () => {
    crowd = await startCrowd()
    crowd.addUser('alice')
    jira = await startJira({ crowd })
    authorization = `Bearer ${jira.addAccessToken('alice')}`
  })
  after(() => Promise.all([jira.close(), crowd.close()]))
  beforeEach(() => (jira.requests.length = 0))

  async function send(method: string, path: string, headers: Readonly<Record<string, string>>) {
    const body = { fields: { project: { key: 'PROJ' }, summary: 'New' } }
    const question = { method, headers: { authorization, ...headers }, body }
    return (await askProduct(jira, `/rest/api/2/issue${path}`, question)).status
  }

  it('refuses the POST of a browser from another origin, told by either header', async () => {
    expect(await send('POST', '', { ...browser, ...foreign })).to.equal(403)
    expect(await send('POST', '', { ...browser, referer: 'https://evil.example/p' })).to.equal(403)
    const header = { 'x-atlassian-token': 'no-check' }
    expect(await send('POST', '', { ...browser, ...foreign, ...header })).to.equal(403)
  })

  it('takes the POST of a browser from the product’s own pages', async () => {
    const { origin } = new URL(jira.baseUrl)
    expect(await send('POST', '', { ...browser, origin, referer: `${origin}/p` })).to.equal(201)
  })

  it('serves PUT and DELETE of a browser from another origin, and only notes it', async () => {
    expect(await send('PUT', '/PROJ-1', { ...browser, ...foreign })).to.equal(204)
    expect(await send('DELETE', '/PROJ-1', { ...browser, ...foreign })).to.equal(204)
    expect(jira.requests.map(({ xsrf }) => xsrf)).to.deep.equal(['noted', 'noted'])
  })

  it('asks a script for nothing beside JSON', async () => {
    expect(await send('POST', '', foreign)).to.equal(201)
  })

  for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']) {
    it(`asks a script for a header beside ${type}`, async () => {
      const form = { 'content-type': `${type};charset=UTF-8` }
      expect(await send('POST', '', form)).to.equal(403)
      expect(await send('POST', '', { ...form, 'x-atlassian-token': 'no-check' })).to.equal(201)
    })
  }

  it('asks a script for a header where no content type is given', async () => {
    const bare = { method: 'POST', headers: { authorization } }
    const answer = await askProduct(jira, '/rest/api/2/search', bare)
    expect(answer).to.include({ status: 403, text: 'XSRF check failed', user: 'alice' })
    const headers = { authorization, 'x-atlassian-token': 'no-check' }
    expect((await askProduct(jira, '/rest/api/2/search', { ...bare, headers })).status).to.equal(
      200,
    )
  })
})
