import { expect } from 'chai'
import type { Call } from '../../src/policy/call.ts'
import { placeOf } from '../../src/policy/place-of.ts'
import { aCall } from '../support/things.ts'

const inJira = (path: string, method = 'GET') => placeOf(aCall({ path, method }))
const inConfluence = (path: string, given: Partial<Call> = {}) =>
  placeOf(aCall({ product: 'confluence', path, ...given }))

describe('the place that a call names', () => {
  it('is the project of an issue’s key, and a project by its key', () => {
    expect(inJira('/rest/api/3/issue/OPS-12')).to.equal('OPS')
    expect(inJira('/rest/api/2/issue/OPS-12/comment/7', 'PUT')).to.equal('OPS')
    expect(inJira('/rest/api/latest/project/A_1')).to.equal('A_1')
    expect(inJira('/rest/api/3/project/OPS/versions')).to.equal('OPS')
    expect(inJira('/rest/agile/1.0/issue/OPS-12')).to.equal('OPS')
  })

  it('is the same in either case of ASCII letters, and of no others', () => {
    expect(inJira('/rest/api/3/issue/ops-12')).to.equal('OPS')
    expect(inConfluence('/rest/api/space/docs')).to.equal('DOCS')
    // Put into upper case, the first is an S, and the second an SS.
    expect(inJira('/rest/api/3/project/OP%C5%BF')).to.equal(undefined)
    expect(inConfluence('/rest/api/content', { query: 'spaceKey=OP%C3%9F' })).to.equal(undefined)
  })

  it('is none where Jira finds things by a number, by search, or several at once', () => {
    for (const path of [
      '/rest/api/3/issue/10001',
      '/rest/api/3/project/10001',
      '/rest/api/3/issue',
      '/rest/api/3/issue/OPS',
      '/rest/api/3/issue/OPS-',
      '/rest/api/3/issue/OPS-1x',
      '/rest/api/3/issue/bulkfetch',
      '/rest/api/3/issue/createmeta/OPS/issuetypes',
      '/rest/api/3/search/jql',
      '/rest/api/3/project',
      '/rest/api/3/project/search',
      '/rest/api/3/project/Recent',
      '/rest/api/3/project/type/software',
      '/rest/agile/1.0/board/OPS-1',
      '/rest/agile/1.0/project/OPS',
      '/rest/api/3/other/issue/OPS-1',
      '/rest/api/3//issue/OPS-1',
    ]) {
      expect(inJira(path), path).to.equal(undefined)
    }
  })

  it('is none where the body names another one as well', () => {
    expect(inJira('/rest/api/3/issue/OPS-1/worklog/move', 'POST')).to.equal(undefined)
    expect(inJira('/rest/api/3/issue/OPS-1/worklog', 'POST')).to.equal('OPS')
    const content = { method: 'POST', query: 'spaceKey=DOCS' }
    expect(inConfluence('/rest/api/content', content)).to.equal(undefined)
  })

  it('is the space of Confluence’s first API, personal ones included', () => {
    expect(inConfluence('/rest/api/space/DOCS/content')).to.equal('DOCS')
    expect(inConfluence('/rest/api/space/~557058:ab-c')).to.equal('~557058:AB-C')
    expect(inConfluence('/rest/api/space/%7E557058%3Aab-c')).to.equal('~557058:AB-C')
    expect(inConfluence('/rest/api/content', { query: 'spaceKey=docs&limit=1' })).to.equal('DOCS')
    expect(inConfluence('/rest/api/content', { query: 'spaceKey=%7Eab', method: 'HEAD' })).to.equal(
      '~AB',
    )
  })

  it('is none where Confluence has a number, several spaces, or says it twice', () => {
    for (const path of [
      '/rest/api/space',
      '/rest/api/space/_private',
      '/rest/api/space/%2520',
      '/rest/api/content/12',
      '/api/v2/spaces/12',
      '/api/v2/pages',
      '/rest/api/search',
    ]) {
      expect(inConfluence(path, { query: 'spaceKey=DOCS' }), path).to.equal(undefined)
    }
    for (const query of [
      '',
      'spaceKey=',
      'spaceKey=A&spaceKey=A',
      'spacekey=A',
      'spaceKey=A&space%4bey=B',
    ]) {
      expect(inConfluence('/rest/api/content', { query }), query).to.equal(undefined)
    }
  })
})
