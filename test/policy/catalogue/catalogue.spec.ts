import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { READ_LIKE_POSTS } from '../../../scripts/catalogue/reviewed-reads.ts'
import { keyOf } from '../../../scripts/catalogue/found-operation.ts'
import { buildTables } from '../../../scripts/catalogue/tables.ts'
import { writeTable } from '../../../scripts/catalogue/write-table.ts'
import { namesOf, operationFor, operationsOf } from '../../../src/policy/catalogue/catalogue.ts'
import { PRODUCT_APIS } from '../../../src/policy/catalogue/product-operation.ts'
import { isRead, isServed } from '../../../src/policy/resources.ts'

const PRODUCTS = ['jira', 'confluence'] as const
const ALL = PRODUCTS.flatMap((product) => operationsOf(product))

const pathOf = (product: 'jira' | 'confluence', method: string, path: string) =>
  operationFor({ product, method, path })?.path

describe('the catalogue of operations', () => {
  it('is what its script makes of the packages, line by line', () => {
    for (const [file, table] of Object.entries(buildTables())) {
      const committed = new URL(`../../../src/policy/catalogue/${file}`, import.meta.url)
      expect(writeTable(table), file).to.equal(readFileSync(committed, 'utf8'))
    }
  })

  it('has as many operations of each API as the packages have', () => {
    const counts = Object.fromEntries(
      PRODUCT_APIS.map((api) => [api, ALL.filter((each) => each.api === api).length]),
    )
    expect(counts).to.deep.equal({
      'jira-platform': 604,
      'jira-software': 51,
      'confluence-v1': 172,
      'confluence-v2': 218,
    })
    const deprecated = ALL.filter((each) => each.deprecated).map(({ api }) => api)
    expect(deprecated.filter((api) => api === 'jira-platform')).to.have.length(23)
    expect(deprecated.filter((api) => api === 'confluence-v1')).to.have.length(43)
  })

  it('knows of well-known operations what the products say of them', () => {
    const known = (method: string, path: string) => {
      const found = ALL.find((each) => each.method === method && each.path === path)
      return found && [found.title, found.tag, found.scope, found.reads, found.deprecated]
    }
    const issue = '/rest/api/3/issue/{issueIdOrKey}'
    expect(known('GET', issue)).to.deep.equal(['Get issue', 'Issues', 'READ', true, false])
    expect(known('PUT', issue)).to.deep.equal(['Edit issue', 'Issues', 'WRITE', false, false])
    expect(known('DELETE', issue)).to.deep.equal(['Delete issue', 'Issues', 'DELETE', false, false])
    expect(known('GET', '/rest/api/3/search')?.slice(2)).to.deep.equal(['READ', true, true])
    expect(known('POST', '/rest/api/3/search/jql')?.slice(3)).to.deep.equal([true, false])
    expect(known('GET', '/rest/api/3/users/search')?.[2]).to.equal('INACCESSIBLE')
    expect(known('GET', '/rest/api/3/mypreferences')?.[2]).to.equal('ACT_AS_USER')
    expect(known('GET', '/rest/api/3/user/email')?.[2]).to.equal('ACCESS_EMAIL_ADDRESSES')
    expect(known('POST', '/rest/api/3/field')?.[2]).to.equal('ADMIN')
    const sprint = ['Get sprint', 'Sprint', undefined, true, false]
    expect(known('GET', '/rest/agile/1.0/sprint/{sprintId}')).to.deep.equal(sprint)
    expect(known('GET', '/rest/api/content/{id}')?.[4]).to.equal(true)
    expect(known('GET', '/api/v2/pages/{id}')).to.deep.equal([
      'Get page by ID',
      'Page',
      undefined,
      true,
      false,
    ])
    // The client has two functions for this, of which one is deprecated; the operation is not.
    expect(known('GET', '/rest/api/3/instance/license')?.[4]).to.equal(false)
  })

  it('has each operation once, below what is served, and finds each by a call of it', () => {
    expect(new Set(ALL.map(keyOf)).size).to.equal(ALL.length)
    for (const operation of ALL) {
      expect(isServed(operation), operation.path).to.equal(true)
      const path = operation.path.replaceAll(/\{\w+\}/g, 'P-1')
      expect(operationFor({ ...operation, path }), `${operation.method} ${path}`).to.equal(
        operation,
      )
    }
  })

  it('names what was called by its own version, also where the caller took another than we do', () => {
    for (const version of ['2', '3', 'latest']) {
      const template = `/rest/api/${version}/issue/{issueIdOrKey}`
      expect(pathOf('jira', 'GET', `/rest/api/${version}/issue/P-1`)).to.equal(template)
      expect(pathOf('jira', 'HEAD', `/rest/api/${version}/issue/P-1/`)).to.equal(template)
    }
    expect(pathOf('jira', 'GET', '/rest/api/4/issue/P-1')).to.equal(undefined)
    const [three, two, latest] = namesOf(
      ALL.find(({ path }) => path === '/rest/api/3/field') ?? never(),
    )
    expect([three?.path, two?.path, latest?.path]).to.deep.equal([
      '/rest/api/3/field',
      '/rest/api/2/field',
      '/rest/api/latest/field',
    ])
  })

  it('takes a literal segment before a parameter, and nothing for what is in no catalogue', () => {
    expect(pathOf('jira', 'POST', '/rest/api/3/issue/bulk')).to.equal('/rest/api/3/issue/bulk')
    expect(pathOf('confluence', 'GET', '/rest/api/content/search')).to.equal(
      '/rest/api/content/search',
    )
    expect(pathOf('confluence', 'GET', '/rest/api/content/123')).to.equal('/rest/api/content/{id}')
    expect(pathOf('jira', 'GET', '/rest/api/3/nothing/of/this')).to.equal(undefined)
    expect(pathOf('jira', 'OPTIONS', '/rest/api/3/issue/P-1')).to.equal(undefined)
    expect(pathOf('jira', 'GET', '/rest/api/3/issue/%zz')).to.equal(undefined)
    expect(pathOf('jira', 'GET', '/rest/api/3//issue')).to.equal(undefined)
    expect(pathOf('confluence', 'GET', '/rest/api/3/issue/P-1')).to.equal(undefined)
  })
})

describe('the POSTs that only read', () => {
  const posts = ALL.filter(({ method, reads }) => method === 'POST' && reads)

  it('are the reviewed ones and no others', () => {
    expect(posts.map(({ path }) => path.replaceAll(/\{\w+\}/g, '{}')).toSorted()).to.deep.equal(
      READ_LIKE_POSTS.toSorted(),
    )
    expect(posts.map(({ path }) => path).toSorted()).to.deep.equal([
      '/api/v2/content/convert-ids-to-types',
      '/api/v2/user/access/check-access-by-email',
      '/api/v2/users-bulk',
      '/rest/api/3/app/field/context/configuration/list',
      '/rest/api/3/changelog/bulkfetch',
      '/rest/api/3/comment/list',
      '/rest/api/3/expression/analyse',
      '/rest/api/3/expression/eval',
      '/rest/api/3/expression/evaluate',
      '/rest/api/3/field/{fieldId}/context/mapping',
      '/rest/api/3/issue/bulkfetch',
      '/rest/api/3/jql/autocompletedata',
      '/rest/api/3/jql/function/computation/search',
      '/rest/api/3/jql/match',
      '/rest/api/3/jql/parse',
      '/rest/api/3/jql/pdcleaner',
      '/rest/api/3/jql/sanitize',
      '/rest/api/3/permissions/check',
      '/rest/api/3/permissions/project',
      '/rest/api/3/priorityscheme/mappings',
      '/rest/api/3/search',
      '/rest/api/3/search/approximate-count',
      '/rest/api/3/search/id',
      '/rest/api/3/search/jql',
      '/rest/api/3/workflow/history',
      '/rest/api/3/workflow/history/list',
      '/rest/api/3/workflows',
      '/rest/api/3/workflows/create/validation',
      '/rest/api/3/workflows/preview',
      '/rest/api/3/workflows/update/validation',
      '/rest/api/3/workflowscheme/read',
      '/rest/api/3/workflowscheme/update/mappings',
      '/rest/api/3/worklog/list',
      '/rest/api/content/{id}/permission/check',
      '/rest/api/contentbody/convert/{to}',
    ])
  })

  it('never need the product’s scope to write, which a token for reading would not have', () => {
    const writing = ['WRITE', 'DELETE', 'PROJECT_ADMIN', 'SPACE_ADMIN']
    for (const { path, scope } of posts) expect(writing, path).not.to.include(scope)
  })

  it('are reads by method and whole path alone, in each version', () => {
    const reads = (product: 'jira' | 'confluence', method: string, path: string) =>
      isRead({ product, method, path })
    for (const version of ['2', '3', 'latest']) {
      expect(reads('jira', 'POST', `/rest/api/${version}/search/jql`)).to.equal(true)
    }
    expect(reads('confluence', 'POST', '/rest/api/contentbody/convert/view')).to.equal(true)
    for (const path of [
      '/rest/api/3/issue/watching',
      '/rest/api/3/issue',
      '/rest/api/3/issue/search',
      '/rest/api/3/search/jql/x',
      '/rest/api/3/SEARCH/jql',
      '/rest/api/3/s%65arch/jql',
      '/rest/api/3/workflows/create',
      '/rest/api/4/search',
      '/x/rest/api/3/search',
      '/rest/agile/1.0/search',
    ]) {
      expect(reads('jira', 'POST', path), path).to.equal(false)
    }
    for (const method of ['PUT', 'DELETE', 'PATCH', 'post', 'QUERY']) {
      expect(reads('jira', method, '/rest/api/3/search/jql'), method).to.equal(false)
    }
    expect(reads('confluence', 'POST', '/rest/api/contentbody/convert/async/view')).to.equal(false)
    expect(reads('confluence', 'POST', '/rest/api/3/search/jql')).to.equal(false)
  })

  it('are no more for any call than methods and reviewed paths say', () => {
    for (const operation of ALL) {
      const asks = READ_LIKE_POSTS.some((path) => keyOf(operation) === `POST ${path}`)
      expect(isRead(operation), keyOf(operation)).to.equal(operation.method === 'GET' || asks)
    }
  })
})

function never(): never {
  throw new Error('an operation that is there')
}
