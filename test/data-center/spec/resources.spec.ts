import { expect } from 'chai'
import { basicOf } from '../http/credentials.ts'
import { parseJson, textAt } from '../http/members.ts'
import type { Product } from '../product/start-product.ts'
import { startConfluence } from '../start-confluence.ts'
import { startCrowd } from '../start-crowd.ts'
import type { Crowd } from '../start-crowd.ts'
import { startJira } from '../start-jira.ts'
import { askProduct } from './ask-product.ts'

describe('resources of the stand-in products', () => {
  let crowd: Crowd
  let confluence: Product
  let jira: Product

  before(async () => {
    crowd = await startCrowd()
    crowd.addUser('alice')
    confluence = await startConfluence({ crowd, contextPath: '/confluence' })
    jira = await startJira({ crowd, contextPath: '/jira' })
  })
  after(() => Promise.all([confluence.close(), jira.close(), crowd.close()]))

  const authorization = basicOf({ name: 'alice', password: 'password-of-alice' })

  async function call(product: Product, path: string, method = 'GET', body?: unknown) {
    const answer = await askProduct(product, path, { method, body, headers: { authorization } })
    return { status: answer.status, body: parseJson(Buffer.from(answer.text)) }
  }

  it('let a page be written, found, changed by version, and deleted', async () => {
    const draft = { type: 'page', title: 'Plan', space: { key: 'DOCS' } }
    const made = await call(confluence, '/rest/api/content', 'POST', draft)
    const path = `/rest/api/content/${textAt(made.body, 'id') ?? ''}`
    const cql = encodeURIComponent('type = page and title ~ "plan" order by created')
    const found = await call(confluence, `/rest/api/search?cql=${cql}`)
    expect(found.body).to.include({ totalSize: 1 })
    const change = { title: 'Plan B', version: { number: 2 } }
    expect((await call(confluence, path, 'PUT', change)).status).to.equal(200)
    expect((await call(confluence, path, 'PUT', change)).status).to.equal(409)
    expect(textAt((await call(confluence, path)).body, 'title')).to.equal('Plan B')
    expect((await call(confluence, path, 'DELETE')).status).to.equal(204)
    expect((await call(confluence, path)).status).to.equal(404)
  })

  it('know users by the names that Crowd has', async () => {
    expect((await call(confluence, '/rest/api/user?username=alice')).status).to.equal(200)
    expect((await call(confluence, '/rest/api/user?username=eve')).status).to.equal(404)
    expect(textAt((await call(jira, '/rest/api/2/myself')).body, 'name')).to.equal('alice')
  })

  it('take a file to a page and keep its size', async () => {
    const form = new FormData()
    form.append('file', new File([Buffer.alloc(70_000)], 'a.bin'))
    const url = `${confluence.baseUrl}/rest/api/content/65537/child/attachment`
    const headers = { authorization, 'x-atlassian-token': 'no-check' }
    const answer = await fetch(url, { method: 'POST', headers, body: form })
    expect(answer.status).to.equal(200)
    expect(await answer.text()).to.contain('"fileSize":70000')
  })

  it('let an issue be written, found, changed, and deleted', async () => {
    const fields = { project: { key: 'PROJ' }, summary: 'Broken lamp' }
    const made = await call(jira, '/rest/api/2/issue', 'POST', { fields })
    expect(made.status).to.equal(201)
    const path = `/rest/api/2/issue/${textAt(made.body, 'key') ?? ''}`
    const jql = 'project = PROJ and summary ~ lamp'
    const found = await call(jira, '/rest/api/2/search', 'POST', { jql })
    expect(found.body).to.include({ total: 1 })
    const change = { fields: { summary: 'Lamp' } }
    expect((await call(jira, path, 'PUT', change)).status).to.equal(204)
    expect(textAt((await call(jira, path)).body, 'fields', 'summary')).to.equal('Lamp')
    expect((await call(jira, path, 'DELETE')).status).to.equal(204)
    expect((await call(jira, path)).status).to.equal(404)
  })

  it('are served to nobody only where that is switched on, and then only to be read', async () => {
    const read = () => askProduct(confluence, '/rest/api/space')
    expect(await read()).to.include({ status: 401, user: 'anonymous' })
    confluence.settings.anonymousMayRead = true
    expect(await read()).to.include({ status: 200, user: 'anonymous' })
    const write = { method: 'POST', body: { type: 'page', title: 'x', space: { key: 'DOCS' } } }
    expect((await askProduct(confluence, '/rest/api/content', write)).status).to.equal(401)
  })

  it('let nobody search Jira by POST, but not ask who they are', async () => {
    jira.settings.anonymousMayRead = true
    const search = { method: 'POST', body: { jql: '' } }
    expect((await askProduct(jira, '/rest/api/2/search', search)).status).to.equal(200)
    expect((await askProduct(jira, '/rest/api/2/myself')).status).to.equal(401)
    jira.settings.anonymousMayRead = false
    expect((await askProduct(jira, '/rest/api/2/search', search)).status).to.equal(401)
  })

  it('are not found beside the context path', async () => {
    const { origin } = new URL(jira.baseUrl)
    const answer = await fetch(`${origin}/rest/api/2/project`, { headers: { authorization } })
    expect(answer.status).to.equal(404)
    expect(jira.requests.at(-1)?.url).to.equal('/rest/api/2/project')
  })
})
