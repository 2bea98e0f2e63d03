import { expect } from 'chai'
import fc from 'fast-check'
import type { Access, Principal } from '../../src/identity/principal.ts'
import type { Call } from '../../src/policy/call.ts'
import { evaluate } from '../../src/policy/evaluate.ts'
import { scopeOf } from '../../src/policy/scope-of.ts'
import { aCall } from '../support/things.ts'

function principal(access: Access): Principal {
  return {
    tenantId: 'jira-tenant',
    actsAs: { kind: 'user', accountId: 'account-alice' },
    access,
    credential: { kind: 'api-token', id: 'token' },
    ownerAccountId: 'account-alice',
  }
}

function verdict(access: Access, call: Partial<Call>): string {
  const decision = evaluate(principal(access), aCall(call))
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

  it('tell which rules were looked at, the deciding one last', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Access>('read', 'write'),
        fc.constantFrom('GET', 'POST', 'DELETE', 'BREW'),
        fc.constantFrom('/rest/api/3/issue', '/rest/api/3/search/jql', '/elsewhere'),
        (access, method, path) => {
          const decision = evaluate(principal(access), aCall({ method, path }))
          expect(decision.findings.at(-1)?.rule).to.equal(decision.rule)
          expect(decision.findings.at(-1)?.matched).to.equal(decision.effect === 'allow')
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
