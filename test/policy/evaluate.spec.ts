import { expect } from 'chai'
import fc from 'fast-check'
import type { Access, Principal } from '../../src/identity/principal.ts'
import type { Call } from '../../src/policy/call.ts'
import { evaluate } from '../../src/policy/evaluate.ts'
import { scopeOf } from '../../src/policy/scope-of.ts'
import { aCall } from '../support/things.ts'

function principal(access: Access, resources?: readonly string[]): Principal {
  return {
    tenantId: 'jira-tenant',
    actsAs: { kind: 'user', accountId: 'account-alice' },
    access,
    resources,
    credential: { kind: 'api-token', id: 'token' },
    ownerAccountId: 'account-alice',
  }
}

function verdict(access: Access, call: Partial<Call>, resources?: readonly string[]): string {
  const decision = evaluate(principal(access, resources), aCall(call))
  return decision.effect === 'allow' ? 'allow' : decision.code
}

describe('the built-in rules', () => {
  it('let a read token read, and nothing else', () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      expect(verdict('read', { method }), method).to.equal('allow')
    }
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(verdict('read', { method }), method).to.equal('call/read-only')
      expect(verdict('write', { method }), method).to.equal('allow')
    }
  })

  it('count a search that is sent by POST as reading', () => {
    const searches = [
      { path: '/rest/api/3/search/jql' },
      { path: '/rest/api/2/search' },
      { path: '/rest/api/3/issue/bulkfetch' },
      { product: 'confluence' as const, path: '/rest/api/content/42/permission/check' },
    ]
    for (const search of searches) {
      expect(verdict('read', { ...search, method: 'POST' }), search.path).to.equal('allow')
    }
  })

  it('do not take a longer or nested path for a search', () => {
    for (const path of [
      '/rest/api/3/search/jql/delete',
      '/rest/api/3/issue/bulkfetchx',
      '/rest/api/3/x/search',
      '/rest/api/3/issue/bulk',
    ]) {
      expect(verdict('read', { method: 'POST', path }), path).to.equal('call/read-only')
    }
  })

  it('serve no part of the product that is not listed', () => {
    const closed: Partial<Call>[] = [
      { path: '/' },
      { path: '/login' },
      { path: '/secure/Dashboard.jspa' },
      { path: '/rest/atlassian-connect/1/addons/gatehouse-jira' },
      { path: '/rest/plugins/1.0/' },
      { path: '/rest/api/3' },
      { path: '/REST/api/3/myself' },
      { path: '/api/v2/pages' },
      { product: 'confluence', path: '/rest/agile/1.0/board' },
      { product: 'confluence', path: '/download/attachments/1/x' },
    ]
    for (const call of closed) {
      expect(verdict('write', call), call.path).to.equal('call/unknown-resource')
    }
    expect(verdict('read', { path: '/rest/agile/1.0/board' })).to.equal('allow')
    expect(verdict('read', { product: 'confluence', path: '/api/v2/pages' })).to.equal('allow')
  })

  it('let a token that manages Gatehouse call nothing of the product, not even read', () => {
    for (const call of [{}, { method: 'POST' }, { path: '/elsewhere' }]) {
      expect(verdict('manage', call)).to.equal('call/manage-only')
      expect(verdict('manage', call, ['**'])).to.equal('call/manage-only')
    }
  })

  it('keep a credential to the resources that it was given', () => {
    const resources = ['/rest/api/3/issue/*', '/rest/agile/**']
    const granted = [
      { path: '/rest/api/3/issue/ABC-1' },
      { path: '/rest/agile/1.0/board/7/issue' },
      { path: '/rest/agile/1.0/board', method: 'POST' },
    ]
    for (const call of granted)
      expect(verdict('write', call, resources), call.path).to.equal('allow')
    const outside = [
      { path: '/rest/api/3/issue' },
      { path: '/rest/api/3/issue/ABC-1/comment' },
      { path: '/rest/api/3/myself' },
      { path: '/rest/api/2/issue/ABC-1' },
    ]
    for (const call of outside) {
      expect(verdict('write', call, resources), call.path).to.equal('call/outside-grant')
    }
  })

  it('grant nothing with an empty list, and no more than is served with a list of everything', () => {
    expect(verdict('write', {}, [])).to.equal('call/outside-grant')
    expect(verdict('write', {}, ['**'])).to.equal('allow')
    expect(verdict('write', { path: '/elsewhere' }, ['**'])).to.equal('call/unknown-resource')
  })

  it('grant no path that is longer than any of a product, where resources are named', () => {
    const path = (length: number) => '/rest/api/3/issue/'.padEnd(length, 'a')
    for (const resources of [['**'], ['/rest/api/3/**']]) {
      expect(verdict('read', { path: path(4096) }, resources)).to.equal('allow')
      expect(verdict('read', { path: path(4097) }, resources)).to.equal('call/outside-grant')
    }
    expect(verdict('read', { path: path(4097) })).to.equal('allow')
  })

  it('do not let a resource widen what the access allows', () => {
    const write = { method: 'POST', path: '/rest/api/3/issue' }
    expect(verdict('read', write, ['/rest/api/3/issue'])).to.equal('call/read-only')
    const search = { method: 'POST', path: '/rest/api/3/search/jql' }
    expect(verdict('read', search, ['/rest/api/3/issue'])).to.equal('call/outside-grant')
    expect(verdict('read', search, ['/rest/api/3/search/*'])).to.equal('allow')
  })

  it('compare a granted path with the path as it is sent, so that another spelling is not granted', () => {
    const path = '/rest/api/3/issue/%7Eann'
    expect(verdict('read', { path }, ['/rest/api/3/issue/~ann'])).to.equal('call/outside-grant')
    expect(verdict('read', { path }, ['/rest/api/3/issue/%7Eann'])).to.equal('allow')
  })

  it('tell which rules were looked at, the deciding one last', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Access>('read', 'write', 'manage'),
        fc.constantFrom('GET', 'POST', 'DELETE', 'BREW'),
        fc.constantFrom('/rest/api/3/issue', '/rest/api/3/search/jql', '/elsewhere'),
        fc.constantFrom(undefined, [], ['/rest/api/3/issue'], ['**']),
        (access, method, path, resources) => {
          const decision = evaluate(principal(access, resources), aCall({ method, path }))
          const last = decision.findings.at(-1)
          expect(last?.rule).to.equal(decision.rule)
          // What allows has to apply; of what denies, one rule denies by applying.
          const denies = decision.rule === 'token-only-manages'
          expect(last?.matched).to.equal(decision.effect === 'allow' || denies)
        },
      ),
    )
  })

  it('allow by nothing but the two rules that allow, after all that could deny', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Access>('read', 'write', 'manage'),
        fc.constantFrom('GET', 'POST', 'DELETE', 'BREW'),
        fc.tuple(fc.constantFrom('', '/rest/api/3/'), fc.string()).map((each) => each.join('')),
        fc.constantFrom(undefined, ['**'], ['/rest/**']),
        (access, method, path, resources) => {
          const decision = evaluate(principal(access, resources), aCall({ method, path }))
          if (decision.effect === 'deny') return
          expect(['call-only-reads', 'token-may-write']).to.include(decision.rule)
          expect(decision.findings.slice(0, 3)).to.deep.equal([
            { rule: 'token-only-manages', matched: false },
            { rule: 'resource-is-served', matched: true },
            { rule: 'resource-is-granted', matched: true },
          ])
        },
      ),
    )
  })

  it('ask for the smallest scope that a call needs', () => {
    expect(scopeOf(aCall({ method: 'GET' }))).to.equal('READ')
    expect(scopeOf(aCall({ method: 'POST', path: '/rest/api/3/search/jql' }))).to.equal('READ')
    expect(scopeOf(aCall({ method: 'POST', path: '/rest/api/3/issue' }))).to.equal('WRITE')
    expect(scopeOf(aCall({ method: 'PUT' }))).to.equal('WRITE')
    expect(scopeOf(aCall({ method: 'DELETE' }))).to.equal('DELETE')
  })
})
