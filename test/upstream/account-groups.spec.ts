import { expect } from 'chai'
import { createProductApi, type ProductApi } from '../../src/upstream/product-api.ts'
import { createSiteClient, type SiteClient } from '../../src/upstream/site-client.ts'
import { aTenant, claimsOf } from '../gateway/world/gateway-world.ts'
import { startSmallServer, type SmallServer } from '../gateway/world/small-server.ts'
import { expectRefusal } from '../support/refusals.ts'

describe('the groups of an account, as the product words them', () => {
  let product: SmallServer
  let siteClient: SiteClient
  let api: ProductApi
  const clock = { now: () => 1_700_000_000_000 }

  beforeEach(async () => {
    product = await startSmallServer()
    const atlassian = { tokenUrl: 'http://127.0.0.1:9', allowHttpSites: true }
    siteClient = createSiteClient({ atlassian, clock })
    api = createProductApi({ siteClient, clock })
  })
  afterEach(async () => {
    await siteClient.close()
    await product.close()
  })

  const answer = (status: number, body: unknown) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    product.handler = (_req, res) => res.writeHead(status).end(text)
  }
  /** Confluence, which answers with these pages one after the other, and with the last one for ever. */
  const pages = (...given: readonly object[]) => {
    let at = 0
    product.handler = (_req, res) => {
      res.end(JSON.stringify(given[Math.min(at, given.length - 1)]))
      at += 1
    }
  }
  const jira = () => aTenant('jira', product)
  const confluence = () => aTenant('confluence', product)
  const groups = (...ids: readonly string[]) => ids.map((id) => ({ type: 'group', name: id, id }))
  const next = { next: '/rest/api/user/memberof?start=2' }

  it('are asked for by the account’s id, of each product in its own way', async () => {
    const self = 'https://acme.atlassian.net/rest/api/3/group?groupId=1'
    answer(200, [{ name: 'developers', groupId: '276f955c-63d7', self }])
    expect(await api.accountGroups(jira(), '557058:a b')).to.deep.equal(['276f955c-63d7'])
    pages({ results: groups('1'), start: 0, limit: 200, size: 1, _links: {} })
    expect(await api.accountGroups(confluence(), '557058:a b')).to.deep.equal(['1'])
    expect(product.seen.map(({ method, url }) => `${method} ${url}`)).to.deep.equal([
      'GET /rest/api/3/user/groups?accountId=557058%3Aa%20b',
      'GET /wiki/rest/api/user/memberof?accountId=557058%3Aa%20b&start=0&limit=200',
    ])
    expect(claimsOf(product.seen[0]?.headers.authorization)['iss']).to.equal('app-jira')
  })

  it('are read on after a full page without a link, and after a short page with one', async () => {
    pages({ results: groups('1', '2'), limit: 2 }, { results: groups('3'), limit: 2 })
    expect(await api.accountGroups(confluence(), 'ann')).to.deep.equal(['1', '2', '3'])
    pages(
      { results: groups('1'), limit: 2, _links: next },
      { results: groups('2', '3'), limit: 2, _links: {} },
      { results: [], limit: 2, _links: {} },
    )
    expect(await api.accountGroups(confluence(), 'ann')).to.deep.equal(['1', '2', '3'])
    const starts = product.seen.map(({ url }) => /start=(\d+)/.exec(url)?.[1])
    expect(starts).to.deep.equal(['0', '2', '0', '1', '3'])
  })

  it('that never come to an end are refused, not cut off', async () => {
    pages({ results: groups('1', '2'), limit: 2, _links: next })
    await expectRefusal(api.accountGroups(confluence(), 'ann'), 'upstream/broken-answer')
    expect(product.seen).to.have.length(2)
    pages({ results: [], limit: 2, _links: next })
    await expectRefusal(api.accountGroups(confluence(), 'ann'), 'upstream/broken-answer')
    pages(...Array.from({ length: 50 }, (_, n) => ({ results: groups(String(n)), limit: 1 })))
    product.seen.length = 0
    await expectRefusal(api.accountGroups(confluence(), 'ann'), 'upstream/broken-answer')
    expect(product.seen).to.have.length(40)
  })

  it('in an answer of another shape are no groups', async () => {
    for (const body of [
      '<html>',
      '{}',
      'null',
      '[null]',
      [{ name: 'developers' }],
      [{ name: 'developers', groupId: null }],
      [{ name: 'developers', groupId: '' }],
      { values: [{ name: 'developers', groupId: '1' }] },
    ]) {
      answer(200, body)
      await expectRefusal(api.accountGroups(jira(), 'ann'), 'upstream/broken-answer')
    }
    for (const body of [
      '<html>',
      [],
      {},
      { results: groups('1') },
      { results: groups('1'), limit: 0 },
      { results: [{ type: 'group', name: 'developers' }], limit: 200 },
      { results: groups('1'), limit: 200, _links: { next: 7 } },
    ]) {
      answer(200, body)
      await expectRefusal(api.accountGroups(confluence(), 'ann'), 'upstream/broken-answer')
    }
  })

  it('are none for an account that Jira does not know, in its own words alone', async () => {
    answer(404, { errorMessages: ['The user does not exist.'], errors: {} })
    expect(await api.accountGroups(jira(), 'ann')).to.deep.equal([])
    await expectRefusal(api.accountGroups(confluence(), 'ann'), 'upstream/broken-answer')
    answer(404, '<html>')
    await expectRefusal(api.accountGroups(jira(), 'ann'), 'upstream/broken-answer')
    answer(403, { errorMessages: ['Browse users and groups permission is required.'] })
    await expectRefusal(api.accountGroups(jira(), 'ann'), 'upstream/app-refused')
  })

  it('are searched for with what somebody typed, and nothing else of the answer is passed on', async () => {
    const html = '<b>dev</b>elopers'
    answer(200, { total: 1, groups: [{ name: 'developers', html, groupId: '1', labels: [] }] })
    expect(await api.searchGroups(jira(), ' d&v=e ')).to.deep.equal([
      { groupId: '1', name: 'developers' },
    ])
    answer(200, { results: groups('2'), limit: 20 })
    expect(await api.searchGroups(confluence(), 'd#v')).to.deep.equal([{ groupId: '2', name: '2' }])
    expect(product.seen.map(({ url }) => url)).to.deep.equal([
      '/rest/api/3/groups/picker?query=d%26v%3De&maxResults=20&caseInsensitive=true',
      '/wiki/rest/api/group/picker?query=d%23v&limit=20',
    ])
    answer(200, { results: groups(...Array.from({ length: 30 }, (_, n) => `team-${n}`)) })
    expect(await api.searchGroups(confluence(), 'team')).to.have.length(20)
    answer(404, { errorMessages: [], errors: {} })
    await expectRefusal(api.searchGroups(jira(), 'dev'), 'upstream/broken-answer')
    answer(200, { groups: [{ name: 'developers' }] })
    await expectRefusal(api.searchGroups(jira(), 'dev'), 'upstream/broken-answer')
  })
})
