import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { readSettings, SettingsFault } from '../../src/config/read-settings.ts'

const KEY = Buffer.alloc(32, 7).toString('base64')
const GOOD = { BASE_URL: 'https://gatehouse.example.com', SECRETS_KEYS: `k1:${KEY}` }

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readSettings(environment)
  } catch (fault) {
    if (fault instanceof SettingsFault) return fault.faults
    throw fault
  }
  return []
}

describe('settings', () => {
  it('need only a base URL and a key, and point at the real Atlassian by default', () => {
    const settings = readSettings(GOOD)
    expect(settings.database).to.deep.equal({ kind: 'sqlite', file: 'gatehouse.sqlite' })
    expect(settings.siteHosts).to.deep.equal(['*.atlassian.net', '*.jira.com'])
    expect(settings.trustedProxies).to.deep.equal([])
    expect(settings.atlassian.tokenUrl).to.equal(
      'https://oauth-2-authorization-server.services.atlassian.com',
    )
    expect(settings.atlassian.allowHttpSites).to.equal(false)
  })

  it('keep providers out of private networks unless that is said in so many words', () => {
    expect(readSettings(GOOD).allowPrivateAddresses).to.equal(false)
    const settingsWith = (value: string) =>
      readSettings({ ...GOOD, ALLOW_PRIVATE_ADDRESSES: value }).allowPrivateAddresses
    expect(settingsWith('true')).to.equal(true)
    expect(settingsWith('false')).to.equal(false)
    expect(settingsWith('')).to.equal(false)
    for (const value of ['1', 'yes', 'TRUE', 'on']) {
      expect(faultsOf({ ...GOOD, ALLOW_PRIVATE_ADDRESSES: value }).join()).to.contain(
        'ALLOW_PRIVATE_ADDRESSES',
      )
    }
  })

  it('leave subjects in clear unless they are to be hashed, and know no third way', () => {
    const settingsWith = (value: string) =>
      readSettings({ ...GOOD, GATEHOUSE_AUDIT_SUBJECTS: value }).auditSubjects
    expect(readSettings(GOOD).auditSubjects).to.equal('clear')
    expect(settingsWith('clear')).to.equal('clear')
    expect(settingsWith('hashed')).to.equal('hashed')
    for (const value of ['true', 'Hashed', 'hash', 'none']) {
      const faults = faultsOf({ ...GOOD, GATEHOUSE_AUDIT_SUBJECTS: value })
      expect(faults.join()).to.contain('GATEHOUSE_AUDIT_SUBJECTS')
    }
  })

  it('name every fault at once, with the name of its variable', () => {
    const faults = faultsOf({
      BASE_URL: 'gatehouse.example.com',
      SECRETS_KEYS: 'k1:dG9vIHNob3J0',
      PORT: 'eighty',
      TRUSTED_PROXIES: '10.0.0.0/33',
      GATEHOUSE_LISTEN: '80',
    })
    for (const name of [
      'BASE_URL',
      'SECRETS_KEYS',
      'PORT',
      'TRUSTED_PROXIES',
      'GATEHOUSE_LISTEN',
    ]) {
      expect(faults.join('\n')).to.contain(name)
    }
  })

  it('serve with one process unless workers are asked for, and with no more than a machine has use for', () => {
    const workers = (text: string) => readSettings({ ...GOOD, GATEHOUSE_WORKERS: text }).workers
    expect(readSettings(GOOD).workers).to.equal(0)
    expect([workers(''), workers('0'), workers('1'), workers(' 8 ')]).to.deep.equal([0, 0, 1, 8])
    for (const text of ['-1', '1.5', '65', 'all']) {
      const faults = faultsOf({ ...GOOD, GATEHOUSE_WORKERS: text })
      expect(faults.join(), text).to.match(/^GATEHOUSE_WORKERS /)
    }
  })

  it('never repeat a key in a fault', () => {
    const faults = faultsOf({ ...GOOD, SECRETS_KEYS: `bad id:${KEY}` })
    expect(faults).to.have.length(1)
    expect(faults.join()).not.to.contain(KEY)
  })

  it('do not start without a key', () => {
    expect(faultsOf({ BASE_URL: GOOD.BASE_URL })).to.deep.equal([
      'SECRETS_KEYS is not set; see .env.example',
    ])
    expect(faultsOf({ ...GOOD, SECRETS_KEYS: '' })).to.have.length(1)
    expect(faultsOf({ ...GOOD, SECRETS_KEYS: ',' })).to.have.length(1)
  })

  it('refuse a base URL with a path, a query or a user', () => {
    for (const tail of ['/app', '/?a=b']) {
      expect(faultsOf({ ...GOOD, BASE_URL: GOOD.BASE_URL + tail })).to.have.length(1)
    }
    expect(faultsOf({ ...GOOD, BASE_URL: 'https://me@gatehouse.example.com' })).to.have.length(1)
    expect(readSettings({ ...GOOD, BASE_URL: `${GOOD.BASE_URL}/` }).baseUrl).to.equal(GOOD.BASE_URL)
  })

  it('refuse in production whatever is only for the stand-in, and plain http', () => {
    const production = { ...GOOD, NODE_ENV: 'production' }
    expect(faultsOf(production)).to.deep.equal([])
    const overrides = {
      CONNECT_KEYS_CDN_URL: 'http://127.0.0.1:1',
      ATLASSIAN_TOKEN_URL: 'http://127.0.0.1:1',
      HOST_SCRIPT_URL: 'http://127.0.0.1:1/all.js',
      ALLOW_HTTP_SITES: 'true',
      ALLOW_PRIVATE_ADDRESSES: 'true',
    }
    for (const [name, value] of Object.entries(overrides)) {
      expect(faultsOf({ ...production, [name]: value }).join(), name).to.contain(name)
      expect(faultsOf({ ...GOOD, [name]: value }), name).to.deep.equal([])
    }
    for (const http of [
      'http://gatehouse.example.com',
      'HTTP://gatehouse.example.com',
      ' http://x.y',
    ]) {
      expect(faultsOf({ ...production, BASE_URL: http }), http).to.have.length(1)
    }
  })

  it('refuse two keys of one id: what the first sealed, the second could not open', () => {
    const other = Buffer.alloc(32, 8).toString('base64')
    const faults = faultsOf({ ...GOOD, SECRETS_KEYS: `k1:${KEY},k1:${other}` })
    expect(faults).to.deep.equal(['SECRETS_KEYS must give each key an id of its own'])
    expect(faultsOf({ ...GOOD, SECRETS_KEYS: `k2:${other},k1:${KEY}` })).to.deep.equal([])
  })

  it('take blanks for "not set", and an empty list of hosts for a fault', () => {
    expect(readSettings({ ...GOOD, PORT: ' ' }).port).to.equal(3000)
    expect(faultsOf({ ...GOOD, SITE_HOSTS: ',' })).to.have.length(1)
  })

  it('start beside the variables that Kubernetes sets for a service of that name', () => {
    const links = {
      GATEHOUSE_SERVICE_HOST: '10.0.0.1',
      GATEHOUSE_SERVICE_PORT: '80',
      GATEHOUSE_PORT: 'tcp://10.0.0.1:80',
      GATEHOUSE_PORT_80_TCP: 'tcp://10.0.0.1:80',
      GATEHOUSE_PORT_80_TCP_ADDR: '10.0.0.1',
    }
    expect(faultsOf({ ...GOOD, ...links })).to.deep.equal([])
  })

  it('refuse AC_OPTS, which could switch authentication off inside the framework, and its kin', () => {
    for (const name of ['AC_OPTS', 'AC_HOST_WHITELIST', 'AC_PRODUCT']) {
      expect(faultsOf({ ...GOOD, [name]: 'no-auth' }).join(), name).to.contain(name)
      expect(faultsOf({ ...GOOD, [name]: '' }), name).to.deep.equal([])
    }
  })

  it('are each explained in .env.example, and nothing else is', () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
    const source = readFileSync(
      new URL('../../src/config/read-settings.ts', import.meta.url),
      'utf8',
    )
    const known = [...source.matchAll(/^ {2}([A-Z_]+): variable\(/gm)].map((match) => match[1])
    const explained = [...example.matchAll(/^#? ?([A-Z_]+)=/gm)].map((match) => match[1])
    expect(known.length).to.be.greaterThan(8)
    expect(explained.sort()).to.deep.equal(known.sort())
  })
})
