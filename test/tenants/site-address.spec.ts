import { expect } from 'chai'
import fc from 'fast-check'
import { isServedHost, readSiteAddress } from '../../src/tenants/site-address.ts'

const RULES = { siteHosts: ['*.atlassian.net', '*.jira.com'], allowHttpSites: false }

describe('the address of a site', () => {
  it('is an origin for Jira and an origin with /wiki for Confluence', () => {
    for (const slash of ['', '/']) {
      expect(readSiteAddress(`https://acme.atlassian.net${slash}`, 'jira', RULES)).to.deep.equal({
        baseUrl: 'https://acme.atlassian.net',
        host: 'acme.atlassian.net',
      })
      expect(
        readSiteAddress(`https://acme.atlassian.net/wiki${slash}`, 'confluence', RULES),
      ).to.deep.equal({ baseUrl: 'https://acme.atlassian.net/wiki', host: 'acme.atlassian.net' })
    }
  })

  it('is refused in every other form', () => {
    for (const text of [
      '',
      'acme.atlassian.net',
      'http://acme.atlassian.net',
      'ftp://acme.atlassian.net',
      'https://acme.atlassian.net/wiki',
      'https://acme.atlassian.net//',
      'https://acme.atlassian.net/.',
      'https://acme.atlassian.net/x/..',
      'https://acme.atlassian.net/%2e',
      'https://acme.atlassian.net?',
      'https://acme.atlassian.net#',
      'https://user@acme.atlassian.net',
      'https://user:pw@acme.atlassian.net',
      'https://acme.atlassian.net:8443',
      'https://acme.atlassian.net.',
      'https://acme.atlassian.net.evil.example',
      'https://evil.example/acme.atlassian.net',
      'https://evil.example\\@acme.atlassian.net',
      'https:/acme.atlassian.net',
      'https:acme.atlassian.net',
      ' https://acme.atlassian.net',
      'https://acme.atlassian.net\n',
      'https://a.b.atlassian.net',
      'https://.atlassian.net',
      'https://atlassian.net',
      'https://127.0.0.1',
      'https://[::1]',
    ]) {
      expect(readSiteAddress(text, 'jira', RULES), text).to.equal(undefined)
    }
    expect(readSiteAddress('https://acme.atlassian.net', 'confluence', RULES)).to.equal(undefined)
    expect(readSiteAddress('https://acme.atlassian.net/wiki/x', 'confluence', RULES)).to.equal(
      undefined,
    )
  })

  it('may be http only where a development setting says so', () => {
    const rules = { siteHosts: ['127.0.0.1:*'], allowHttpSites: true }
    expect(readSiteAddress('http://127.0.0.1:4000', 'jira', rules)).to.deep.equal({
      baseUrl: 'http://127.0.0.1:4000',
      host: '127.0.0.1:4000',
    })
  })

  it('is read to something that reads to itself', () => {
    const hosts = fc.stringMatching(/^[A-Za-z0-9-]{1,12}$/)
    fc.assert(
      fc.property(hosts, fc.constantFrom('', '/'), (name, slash) => {
        const read = readSiteAddress(`https://${name}.atlassian.net${slash}`, 'jira', RULES)
        if (read === undefined) return
        expect(readSiteAddress(read.baseUrl, 'jira', RULES)).to.deep.equal(read)
        expect(new URL(read.baseUrl).host).to.equal(read.host)
      }),
    )
  })

  it('a star stands for one label, never for a dot, a port or nothing', () => {
    const cases: readonly [string, string, boolean][] = [
      ['acme.atlassian.net', '*.atlassian.net', true],
      ['ACME.atlassian.net', '*.Atlassian.net', true],
      ['a.b.atlassian.net', '*.atlassian.net', false],
      ['.atlassian.net', '*.atlassian.net', false],
      ['acmeXatlassian.net', '*.atlassian.net', false],
      ['acme.atlassian.net:8443', '*.atlassian.net', false],
      ['acme.atlassian.net:8443', '*.atlassian.net:8443', true],
      ['localhost:4000', 'localhost:*', true],
      ['localhost', 'localhost:*', false],
      ['localhost:4000', 'local*', false],
      ['acme-dev.atlassian.net', '*-dev.atlassian.net', true],
      ['acme.atlassian.net', '*', false],
      ['x+y', 'x+y', true],
    ]
    for (const [host, glob, served] of cases) {
      expect(isServedHost(host, [glob]), `${host} by ${glob}`).to.equal(served)
    }
    expect(isServedHost('acme.atlassian.net', [])).to.equal(false)
  })

  it('a glob of plain letters serves exactly itself', () => {
    const text = fc.stringMatching(/^[a-z0-9.:+()[\]^$|-]{1,20}$/)
    fc.assert(
      fc.property(text, text, (host, glob) => {
        expect(isServedHost(host, [glob])).to.equal(host === glob)
      }),
    )
  })
})
