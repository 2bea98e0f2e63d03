import { expect } from 'chai'
import { createAce, type Ace } from '../../src/connect/ace.ts'
import { aceStoreOf } from '../../src/connect/ace-store.ts'
import { readDescriptor } from '../../src/connect/descriptor.ts'
import { untrusted } from '../../src/connect/untrusted.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { Secret } from '../../src/lib/secret.ts'
import { createTenantDirectory } from '../../src/tenants/tenant-directory.ts'
import { aTenant } from '../tenants/tenants.ts'
import { aSite } from './site.ts'

const ORIGIN = 'https://gatehouse.example.com'

/** ACE as the door asks it, without the gate: each of its answers has to hold by itself too. */
describe('ACE behind its narrow interface', () => {
  const site = aSite()
  const tenant = aTenant({
    clientKey: site.clientKey,
    sharedSecret: new Secret(site.sharedSecret),
  })
  let ace: Ace
  let proven: string | Refusal
  before(async () => {
    ace = await createAce({
      product: 'jira',
      app: { appKey: 'gatehouse-jira', baseUrl: `${ORIGIN}/jira`, basePath: '/jira' },
      descriptor: readDescriptor('jira', `${ORIGIN}/jira`),
      settings: { siteHosts: ['*.atlassian.net', 'localhost:*'], environment: 'test' },
      directory: createTenantDirectory([tenant]),
      verifyInstallToken: () =>
        proven instanceof Refusal ? Promise.reject(proven) : Promise.resolve(proven),
    })
  })
  beforeEach(() => {
    proven = site.clientKey
  })

  const refused = async (asked: Promise<unknown>): Promise<boolean> => {
    try {
      await asked
      return false
    } catch (error) {
      expect(error).to.be.instanceOf(Refusal)
      expect(error).to.have.property('code', 'product/untrusted')
      return true
    }
  }
  const body = { clientKey: site.clientKey, baseUrl: site.baseUrl }
  const token = site.installToken(ORIGIN, 'installed')

  it('says who signed, and refuses every other signature', async () => {
    expect(await ace.verifySigned(site.signed())).to.deep.equal({
      clientKey: site.clientKey,
      accountId: '557058:jane',
    })
    expect(await ace.verifySigned(site.signed({ sub: undefined }))).to.deep.equal({
      clientKey: site.clientKey,
      accountId: undefined,
    })
    expect(await refused(ace.verifySigned(site.signed({}, 'not-the-secret')))).to.equal(true)
    expect(await refused(ace.verifySigned(aSite().signed()))).to.equal(true)
    expect(await refused(ace.verifySigned('x'))).to.equal(true)
  })

  it('gives no answer when its checks are switched off from outside', async () => {
    process.env['AC_OPTS'] = 'no-auth'
    try {
      expect(await refused(ace.verifySigned(site.signed()))).to.equal(true)
    } finally {
      delete process.env['AC_OPTS']
    }
  })

  it('lets an install pass from a listed host, for the client key that is proven', async () => {
    await ace.verifyInstall(token, body)
    await ace.verifyInstall(token, { ...body, baseUrl: 'https://localhost:4000' })
    await ace.verifyUninstall(token, { clientKey: site.clientKey })
  })

  it('refuses an install from another host', async () => {
    for (const baseUrl of ['https://evil.example', 'https://a.b.atlassian.net']) {
      expect(await refused(ace.verifyInstall(token, { ...body, baseUrl })), baseUrl).to.equal(true)
    }
  })

  it('takes its list of hosts from the settings, whatever the environment says', async () => {
    process.env['AC_HOST_WHITELIST'] = 'evil.example'
    try {
      await ace.verifyInstall(token, body)
      const evil = { ...body, baseUrl: 'https://evil.example' }
      expect(await refused(ace.verifyInstall(token, evil))).to.equal(true)
    } finally {
      delete process.env['AC_HOST_WHITELIST']
    }
  })

  it('refuses an install or uninstall for another client key than the proven one', async () => {
    const foreign = { ...body, clientKey: 'another' }
    expect(await refused(ace.verifyInstall(token, foreign))).to.equal(true)
    expect(await refused(ace.verifyUninstall(token, foreign))).to.equal(true)
  })

  it('refuses an install whose token our verifier refuses, or that the tenant signed', async () => {
    expect(await refused(ace.verifyInstall(site.signed(), body))).to.equal(true)
    expect(await refused(ace.verifyUninstall(site.signed(), body))).to.equal(true)
    proven = untrusted('signature')
    expect(await refused(ace.verifyInstall(token, body))).to.equal(true)
    expect(await refused(ace.verifyUninstall(token, body))).to.equal(true)
  })

  it('leaves the process as it was: no listener that swallows crashes (trap 46)', async () => {
    const before = process.listeners('unhandledRejection').length
    await createAce({
      product: 'confluence',
      app: {
        appKey: 'gatehouse-confluence',
        baseUrl: `${ORIGIN}/confluence`,
        basePath: '/confluence',
      },
      descriptor: readDescriptor('confluence', `${ORIGIN}/confluence`),
      settings: { siteHosts: [], environment: 'development' },
      directory: createTenantDirectory([]),
      verifyInstallToken: () => Promise.resolve(''),
    })
    expect(process.listeners('unhandledRejection').length).to.equal(before)
  })

  it('reads only what a usable tenant needs, and can store nothing (trap 40)', async () => {
    const store = aceStoreOf('jira', createTenantDirectory([tenant]))
    expect(await store.get('clientInfo', site.clientKey)).to.deep.equal({
      key: 'gatehouse-jira',
      clientKey: site.clientKey,
      sharedSecret: site.sharedSecret,
      baseUrl: 'https://acme.atlassian.net',
    })
    expect(await store.get('bearer:x', site.clientKey)).to.equal(null)
    for (const status of ['suspect', 'uninstalled'] as const) {
      const sharedSecret = status === 'suspect' ? tenant.sharedSecret : undefined
      const directory = createTenantDirectory([{ ...tenant, status, sharedSecret }])
      expect(await aceStoreOf('jira', directory).get('clientInfo', site.clientKey)).to.equal(null)
    }
    const info = site.body('installed') as unknown as Parameters<typeof store.saveInstallation>[0]
    const writes = [
      store.set('clientInfo', info, site.clientKey),
      store.saveInstallation(info, site.clientKey),
      store.del('clientInfo', site.clientKey),
      store.getAllClientInfos(),
    ]
    for (const outcome of await Promise.allSettled(writes)) {
      expect(outcome.status).to.equal('rejected')
    }
  })
})
