import { expect } from 'chai'
import fc from 'fast-check'
import { pathFault } from '../../src/lib/path-form.ts'
import { pathPatternFault } from '../../src/policy/check-path-pattern.ts'
import type { Product } from '../../src/tenants/tenant.ts'
import { pathPatterns } from './rule-arbitraries.ts'

describe('the path of a rule', () => {
  const wrong: readonly (readonly [string, RegExp, Product?])[] = [
    ['', /begin with \//],
    ['rest/api/3/issue', /begin with \//],
    ['/', /go on from/],
    ['/rest/api/3/issue/', /slash at the end/],
    ['/rest/api/3/', /slash at the end/],
    ['/rest/api/3', /go on from \/rest\/api\/2\//],
    ['/rest/**', /go on from/],
    ['/rest/api/**', /go on from/],
    ['/REST/api/3/issue', /go on from/],
    ['/rest/api/4/issue', /go on from/],
    ['/rest/atlassian-connect/1/addons/x', /go on from/],
    ['/secure/Dashboard.jspa', /go on from/],
    ['/{name}', /go on from/],
    ['/rest/api/3//issue', /empty segment/],
    ['/rest/api/3/./issue', /dot segment/],
    ['/rest/api/3/../issue', /dot segment/],
    ['/rest/api/3/%2e%2e/issue', /as it is/],
    ['/rest/api/3/issue/**/comment', /\*\* stands only at the end/],
    ['/**/issue', /\*\* stands only at the end/],
    ['/rest/api/3/issue/*', /\{name\} for any one segment/],
    ['/rest/api/3/issue/P-*', /\* means nothing/],
    ['/rest/api/3/issue/***', /\* means nothing/],
    ['/rest/api/3/issue/P-{number}', /one whole segment/],
    ['/rest/api/3/issue/{}', /one whole segment/],
    ['/rest/api/3/issue/{1st}', /one whole segment/],
    ['/rest/api/3/issue/{a-b}', /one whole segment/],
    ['/rest/api/3/issue/{a', /one whole segment/],
    ['/rest/api/3/issue?x=1', /leave out \? and #/],
    ['/rest/api/3/issue#x', /leave out \? and #/],
    ['/rest/api/3/issue/%50-1', /as it is/],
    ['/rest/api/3/issue/%7Eann', /as it is/],
    ['/rest/api/3/a%2Fb', /as it is/],
    ['/rest/api/3/a%2Ab', /as it is/],
    ['/rest/api/3/%7Bid%7D', /as it is/],
    ['/rest/api/3/100%', /as it is/],
    ['/rest/api/3/%C3', /not UTF-8/],
    ['/rest/api/3/a b', /a character that a path does not have.*%20/],
    ['/rest/api/3/ü', /a character that a path does not have.*%C3%BC/],
    ['/rest/api/3/a;b', /a character/],
    ['/rest/api/3/a\nb', /a character/],
    [`/rest/api/3/${'a'.repeat(500)}`, /500 characters/],
    ['/wiki/rest/api/content', /Leave out \/wiki/, 'confluence'],
    ['/rest/token-auth/api/content', /Write \/rest\/api\//, 'confluence'],
    ['/rest/agile/1.0/board', /go on from \/rest\/api\/ or \/api\/v2\//, 'confluence'],
    ['/api/v2/pages', /go on from/, 'jira'],
  ]
  for (const [path, says, product = 'jira'] of wrong) {
    it(`is refused as ${JSON.stringify(path.slice(0, 40))} of ${product}, saying what is wrong`, () => {
      expect(pathPatternFault(path, product) ?? '').to.match(says)
    })
  }

  it('is taken as all that is served, a part of it, or an operation with names in it', () => {
    for (const path of [
      '/**',
      '/rest/api/3/**',
      '/rest/api/latest/myself',
      '/rest/api/3/issue/{issueIdOrKey}/**',
      '/rest/api/{version}/issue/{key}',
      '/rest/agile/1.0/board/{boardId}/issue',
      '/rest/api/3/user/~ann/M%C3%BCnster%20(west)',
      `/rest/api/3/${'a'.repeat(488)}`,
    ]) {
      expect(pathPatternFault(path, 'jira'), path).to.equal(undefined)
    }
    for (const path of ['/**', '/rest/api/content/{id}', '/api/v2/pages/**']) {
      expect(pathPatternFault(path, 'confluence'), path).to.equal(undefined)
    }
  })

  it('has the form that the gateway lets through, so that some call fits whatever is taken', () => {
    const spelled = fc
      .array(fc.constantFrom('a', 'P-1', '{k}', '**', '%20', '%C3%BC', '%41', '.', ';', '~', '%'), {
        maxLength: 4,
      })
      .map((parts) => `/rest/api/3/${parts.join('/')}`)
    fc.assert(
      fc.property(fc.oneof(spelled, pathPatterns('jira'), fc.string()), (path) => {
        if (pathPatternFault(path, 'jira') !== undefined || path === '/**') return
        const called = path.replaceAll(/\{\w+\}/g, 'x').replace(/\/\*\*$/, '/x')
        expect(pathFault(called), path).to.equal(undefined)
      }),
    )
  })
})
