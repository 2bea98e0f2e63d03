import { expect } from 'chai'
import type { Product } from '../product/start-product.ts'
import { startConfluence } from '../start-confluence.ts'
import { startCrowd } from '../start-crowd.ts'
import type { Crowd } from '../start-crowd.ts'
import { startJira } from '../start-jira.ts'
import { askProduct } from './ask-product.ts'

describe('the rate limiter of a stand-in product', () => {
  let crowd: Crowd
  let confluence: Product
  let jira: Product
  let now = Date.parse('2026-03-01T09:00:00Z')

  beforeEach(async () => {
    crowd = await startCrowd()
    const options = { crowd, now: () => now, rateLimit: { calls: 2, seconds: 60 } }
    confluence = await startConfluence(options)
    jira = await startJira(options)
  })
  afterEach(() => Promise.all([confluence.close(), jira.close(), crowd.close()]))

  async function statuses(product: Product, user: string, path: string, headers = {}) {
    const authorization = `Bearer ${product.addAccessToken(user)}`
    const found: number[] = []
    for (let call = 0; call < 3; call += 1) {
      const answer = await askProduct(product, path, { headers: { authorization, ...headers } })
      found.push(answer.status)
    }
    return found
  }

  it('counts each user apart, until the time is over', async () => {
    expect(await statuses(jira, 'alice', '/rest/api/2/myself')).to.deep.equal([200, 200, 429])
    expect(await statuses(jira, 'bob', '/rest/api/2/myself')).to.deep.equal([200, 200, 429])
    now += 60_000
    expect(await statuses(jira, 'alice', '/rest/api/2/myself')).to.deep.equal([200, 200, 429])
  })

  it('says how long to wait', async () => {
    const headers = { authorization: `Bearer ${jira.addAccessToken('alice')}` }
    await statuses(jira, 'alice', '/rest/api/2/myself')
    now += 15_000
    const answer = await askProduct(jira, '/rest/api/2/myself', { headers })
    expect(answer.headers.get('retry-after')).to.equal('45')
    expect(answer.headers.get('x-ratelimit-limit')).to.equal('2')
    expect(answer.headers.get('x-ratelimit-remaining')).to.equal('0')
  })

  it('leaves out the list of content in Confluence, and nothing below it', async () => {
    const list = '/rest/api/content'
    expect(await statuses(confluence, 'alice', list)).to.deep.equal([200, 200, 200])
    expect(await statuses(confluence, 'alice', `${list}/65537`)).to.deep.equal([200, 200, 429])
  })

  it('takes a call with a referer and a session for a click, unless it has a bearer', async () => {
    jira.settings.anonymousMayRead = true
    const headers = { referer: jira.baseUrl }
    const cookies = { JSESSIONID: 'any' }
    const path = '/rest/api/2/project'
    for (let call = 0; call < 4; call += 1) {
      expect((await askProduct(jira, path, { headers, cookies })).status).to.equal(200)
    }
    const signs = { ...headers, cookie: 'JSESSIONID=any' }
    expect(await statuses(jira, 'alice', path, signs)).to.deep.equal([200, 200, 429])
  })
})
