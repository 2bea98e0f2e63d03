import { expect } from 'chai'
import {
  searchOperations,
  type OperationQuery,
} from '../../../src/policy/catalogue/search-operations.ts'
import type { Product } from '../../../src/tenants/tenant.ts'

const found = (product: Product, query: OperationQuery) =>
  searchOperations(product, query).map(({ method, path }) => `${method} ${path}`)
const first = (product: Product, text: string) => found(product, { text })[0]

describe('the search of operations', () => {
  it('puts what is meant first, by words or by a part of the path', () => {
    expect(first('jira', 'create issue')).to.equal('POST /rest/api/3/issue')
    expect(first('jira', 'Comment ADD')).to.equal('POST /rest/api/3/issue/{issueIdOrKey}/comment')
    expect(first('jira', 'search/jql')).to.equal('GET /rest/api/3/search/jql')
    expect(first('confluence', 'create page')).to.equal('POST /api/v2/pages')
  })

  it('reads a whole address with keys and a query, as people paste it', () => {
    const issue = ['DELETE', 'GET', 'PUT'].map(
      (method) => `${method} /rest/api/3/issue/{issueIdOrKey}`,
    )
    for (const text of [
      'https://acme.atlassian.net/rest/api/2/issue/PROJ-123?fields=summary',
      'https://gatehouse.example.com/sites/acme.atlassian.net/rest/api/3/issue/PROJ-123',
      '/rest/api/latest/issue/PROJ-123',
      'rest/api/3/issue/PROJ-123/',
      'issue/PROJ-123#here',
    ]) {
      expect(found('jira', { text }).slice(0, 3), text).to.have.members(issue)
    }
    expect(found('jira', { text: 'DELETE issue/PROJ-123' })).to.deep.equal([issue[0]])
    const page = 'https://acme.atlassian.net/wiki/api/v2/pages/42'
    expect(first('confluence', `put ${page}`)).to.equal('PUT /api/v2/pages/{id}')
  })

  it('puts what goes away behind what stays', () => {
    const searches = found('jira', { text: 'search for issues' })
    expect(searches.slice(0, 2)).to.have.members([
      'GET /rest/api/3/search/jql',
      'POST /rest/api/3/search/jql',
    ])
    expect(searches).to.include('GET /rest/api/3/search')
  })

  it('keeps to the API and the kind that are chosen', () => {
    const software = searchOperations('jira', { api: 'jira-software' })
    expect(new Set(software.map(({ api }) => api))).to.deep.equal(new Set(['jira-software']))
    expect(software).to.have.length(51)
    const of = (only: OperationQuery['only']) => searchOperations('confluence', { only })
    expect(of('reads').every(({ reads }) => reads)).to.equal(true)
    expect(of('writes').some(({ reads }) => reads)).to.equal(false)
    expect(of('reads').length + of('writes').length).to.equal(172 + 218)
    expect(of('deprecated').every(({ deprecated }) => deprecated)).to.equal(true)
    expect(found('jira', { text: '/rest/agile/1.0/sprint/5', api: 'jira-platform' })).to.deep.equal(
      [],
    )
  })

  it('finds nothing for what is nowhere, and bears whatever is typed', () => {
    expect(found('jira', { text: 'zzqq' })).to.deep.equal([])
    for (const text of [
      '%',
      '/%zz',
      '//',
      '///a//b',
      '('.repeat(5_000),
      'GET ',
      'https://',
      '\u0000/',
    ]) {
      expect(() => found('jira', { text })).not.to.throw()
    }
    expect(found('jira', { text: '   ' })).to.have.length(655)
  })
})
