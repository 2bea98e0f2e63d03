import { expect } from 'chai'
import { BULK_EDITS, isDestructive } from '../../../src/policy/catalogue/bulk-edits.ts'
import { operationsOf } from '../../../src/policy/catalogue/catalogue.ts'
import { estimatedPoints } from '../../../src/policy/catalogue/estimated-points.ts'
import { scopeStanding } from '../../../src/policy/catalogue/needed-scope.ts'

const jira = (method: string, path: string) => ({ product: 'jira' as const, method, path })
const ALL = [...operationsOf('jira'), ...operationsOf('confluence')]

describe('destructive calls', () => {
  it('are deletes of whatever path, and the bulk edits of the catalogue in each version', () => {
    expect(isDestructive(jira('DELETE', '/rest/api/3/issue/P-1'))).to.equal(true)
    expect(isDestructive(jira('DELETE', '/rest/api/3/not/in/it'))).to.equal(true)
    for (const version of ['2', '3', 'latest']) {
      const path = `/rest/api/${version}/bulk/issues/delete`
      expect(isDestructive(jira('POST', path)), version).to.equal(true)
    }
    expect(isDestructive(jira('POST', '/rest/api/3/project/OPS/archive'))).to.equal(true)
    const confluence = { product: 'confluence', method: 'POST', path: '/rest/api/content/archive' }
    expect(isDestructive({ ...confluence, product: 'confluence' })).to.equal(true)
  })

  it('are such in every spelling that the product may take for one', () => {
    for (const path of [
      '/rest/api/3/version/1/removeandswap',
      '/rest/api/3/version/1/REMOVEANDSWAP/',
      '/rest/api/latest/version/1/remove%41ndSwap',
      '/rest/api/2/bulk/ISSUES/delete',
    ]) {
      expect(isDestructive(jira('POST', path)), path).to.equal(true)
    }
  })

  it('are updates of content that say in the query that it is thrown away', () => {
    const update = (path: string, query: string) =>
      isDestructive({ product: 'confluence', method: 'PUT', path, query })
    for (const query of [
      'status=trashed',
      'a=1&status=current&status=%74rashed',
      'status=DELETED',
    ]) {
      expect(update('/rest/api/content/7', query), query).to.equal(true)
    }
    expect(update('/rest/api/content/7/', 'status=trashed')).to.equal(true)
    expect(update('/rest/api/content/7', 'status=current')).to.equal(false)
    expect(update('/rest/api/content/7/label', 'status=trashed')).to.equal(false)
  })

  it('are not single edits, new things, reads, or what nobody knows', () => {
    for (const [method, path] of [
      ['PUT', '/rest/api/3/issue/P-1'],
      ['POST', '/rest/api/3/issue/bulk'],
      ['POST', '/rest/api/3/issue/bulkfetch'],
      ['GET', '/rest/api/3/bulk/issues/move'],
      ['POST', '/rest/agile/1.0/sprint/5/issue'],
      ['POST', '/rest/api/3/not/in/bulk'],
    ] as const) {
      expect(isDestructive(jira(method, path)), `${method} ${path}`).to.equal(false)
    }
  })

  it('are named by the catalogue, each of them', () => {
    const known = ALL.map(({ method, path }) => `${method} ${path}`)
    for (const edit of BULK_EDITS) expect(known).to.include(edit)
    for (const operation of ALL) {
      const isOne = BULK_EDITS.includes(`${operation.method} ${operation.path}`)
      expect(isDestructive(operation)).to.equal(operation.method === 'DELETE' || isOne)
    }
  })
})

describe('estimated points', () => {
  it('are at least one of any call, and more for searches than for one thing', () => {
    for (const operation of ALL) expect(estimatedPoints(operation)).to.be.at.least(1)
    const one = estimatedPoints(jira('GET', '/rest/api/3/issue/P-1'))
    const many = estimatedPoints(jira('POST', '/rest/api/3/search/jql'))
    const person = estimatedPoints(jira('GET', '/rest/api/3/user'))
    expect([one, many, person]).to.deep.equal([2, 11, 3])
    expect(estimatedPoints(jira('POST', '/rest/api/3/issue'))).to.equal(1)
    expect(estimatedPoints(jira('GET', '/rest/api/3/not/in/it'))).to.equal(2)
    expect(estimatedPoints(jira('PATCH', '/rest/api/3/not/in/it'))).to.equal(1)
  })
})

describe('the scope that an operation needs', () => {
  const standing = (scope: Parameters<typeof scopeStanding>[0]['scope'], method = 'POST') =>
    scopeStanding({ scope, method, reads: method === 'GET' }, ['DELETE', 'ACT_AS_USER'])

  it('is asked for where the app asks for it or for one that includes it', () => {
    for (const scope of ['NONE', 'READ', 'WRITE', 'DELETE', 'ACT_AS_USER'] as const) {
      expect(standing(scope).isAskedFor, scope).to.equal(true)
    }
    for (const scope of [
      'ADMIN',
      'PROJECT_ADMIN',
      'ACCESS_EMAIL_ADDRESSES',
      'INACCESSIBLE',
    ] as const) {
      expect(standing(scope), scope).to.deep.equal({ scope, isStated: true, isAskedFor: false })
    }
  })

  it('is the least that the method needs where no source says it', () => {
    expect(standing(undefined, 'GET')).to.deep.include({ scope: 'READ', isStated: false })
    expect(standing(undefined, 'PUT')).to.deep.include({ scope: 'WRITE', isStated: false })
    expect(standing(undefined, 'DELETE')).to.deep.include({ scope: 'DELETE', isStated: false })
    expect(
      scopeStanding({ scope: undefined, method: 'PUT', reads: false }, ['READ']),
    ).to.deep.equal({
      scope: 'WRITE',
      isStated: false,
      isAskedFor: false,
    })
  })
})
