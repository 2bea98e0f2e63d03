import { expect } from 'chai'
import type { Access } from '../../src/identity/principal.ts'
import type { Call } from '../../src/policy/call.ts'
import { aCall } from '../support/things.ts'
import { outcome } from './rule-things.ts'
import { aPrincipal } from './situation-things.ts'

function verdict(access: Access, call: Partial<Call>, resources?: readonly string[]): string {
  const principal = aPrincipal({ access, resources })
  return outcome({}, { principal, call: aCall(call) })
}

describe('the limits of a credential', () => {
  it('keep it to the resources that it was given', () => {
    const resources = ['/rest/api/3/issue/*', '/rest/agile/**']
    const granted = [
      { path: '/rest/api/3/issue/ABC-1' },
      { path: '/rest/agile/1.0/board/7/issue' },
      { path: '/rest/agile/1.0/board', method: 'POST' },
    ]
    for (const call of granted) {
      expect(verdict('write', call, resources), call.path).to.equal('allow')
    }
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
    expect(verdict('manage', {}, ['**'])).to.equal('call/manage-only')
  })

  it('compare a granted path with the path as it is sent, so that another spelling is not granted', () => {
    const path = '/rest/api/3/issue/%7Eann'
    expect(verdict('read', { path }, ['/rest/api/3/issue/~ann'])).to.equal('call/outside-grant')
    expect(verdict('read', { path }, ['/rest/api/3/issue/%7Eann'])).to.equal('allow')
  })

  it('keep it to its networks, besides those of everybody', () => {
    const principal = aPrincipal({ networks: ['203.0.113.0/24'] })
    const from = (address: string) => outcome({}, { principal, address })
    expect(from('203.0.113.7')).to.equal('allow')
    expect(from('203.0.114.7')).to.equal('call/outside-networks')
    expect(from('unknown')).to.equal('call/outside-networks')
    const networks = { allow: ['10.0.0.0/8'], deny: [] }
    expect(outcome({ networks }, { principal })).to.equal('call/outside-networks')
    const none = aPrincipal({ networks: [] })
    expect(outcome({}, { principal: none })).to.equal('call/outside-networks')
  })

  it('keep it to its projects, and to calls that name one', () => {
    const principal = aPrincipal({ places: ['OPS', 'P2'] })
    const of = (path: string) => outcome({}, { principal, call: aCall({ path }) })
    for (const path of [
      '/rest/api/3/issue/OPS-1',
      '/rest/api/2/issue/ops-7/comment',
      '/rest/api/3/project/P2',
    ]) {
      expect(of(path), path).to.equal('allow')
    }
    for (const path of [
      '/rest/api/3/issue/HR-1',
      '/rest/api/3/issue/10001',
      '/rest/api/3/search/jql',
    ]) {
      expect(of(path), path).to.equal('call/outside-grant')
    }
  })
})
