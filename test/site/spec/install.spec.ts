import { expect } from 'chai'
import { request } from 'undici'
import { InstallFailed } from '../install/install-failed.ts'
import { startSite } from '../start-site.ts'
import type { SiteWorld } from '../start-site.ts'
import { digestOf } from '../tokens/canonical-request.ts'
import { isSignedHs256, isSignedRs256, readJws } from '../tokens/jws.ts'
import type { ReadToken } from '../tokens/jws.ts'
import { startTinyApp } from './tiny-app.ts'
import type { Received, TinyApp } from './tiny-app.ts'

function tokenOf(received: Received | undefined): ReadToken {
  const header = String(received?.headers['authorization'])
  const token = readJws(header.replace(/^JWT /, ''))
  if (token === undefined) throw new Error(`no token in "${header}"`)
  return token
}

function bodyOf(received: Received | undefined): Record<string, unknown> {
  return JSON.parse(received?.body ?? '') as Record<string, unknown>
}

describe('installing an app', () => {
  let world: SiteWorld
  let app: TinyApp

  beforeEach(async () => {
    world = await startSite({ timings: { callTimeoutMs: 1000 } })
    app = await startTinyApp(['READ', 'ACT_AS_USER'])
  })
  afterEach(() => Promise.all([app.stop(), world.stop()]))

  const calls = (): readonly string[] => app.received.map(({ path }) => path.replace('/jira', ''))

  async function failure(): Promise<string> {
    try {
      await world.site.installApp(app.descriptorUrl)
    } catch (cause) {
      if (cause instanceof InstallFailed) return cause.message
      throw cause
    }
    throw new Error('the app was installed')
  }

  it('signs installed with the key that the key server shows, for this app and this callback', async () => {
    const installation = await world.site.installApp(app.descriptorUrl)
    const token = tokenOf(app.received[0])
    const pem = await request(`${world.keysUrl}/${String(token.header['kid'])}`)
    expect(isSignedRs256(token, await pem.body.text())).to.equal(true)
    expect(token.claims).to.deep.include({
      iss: installation.clientKey,
      aud: [app.baseUrl],
      qsh: digestOf('POST&/installed&'),
    })
    expect(bodyOf(app.received[0])).to.include({
      clientKey: installation.clientKey,
      sharedSecret: installation.sharedSecret(),
      baseUrl: world.site.baseUrl,
      eventType: 'installed',
    })
  })

  it('says enabled with the shared secret, and never repeats the secret', async () => {
    const installation = await world.site.installApp(app.descriptorUrl)
    expect(calls()).to.deep.equal(['/installed', '/enabled'])
    expect(isSignedHs256(tokenOf(app.received[1]), installation.sharedSecret())).to.equal(true)
    expect(bodyOf(app.received[1])).not.to.have.property('sharedSecret')
  })

  for (const status of [201, 302, 401, 500]) {
    it(`is rolled back when the app answers ${status}`, async () => {
      app.statuses.push(status)
      expect(await failure()).to.contain(`HTTP response code ${status}`)
      expect(world.site.installations.map(({ state }) => state)).to.deep.equal(['rolled-back'])
      expect(calls()).to.deep.equal(['/installed'])
    })
  }

  const refused: readonly (readonly [string, object, string])[] = [
    ['a scope nobody knows', { scopes: ['EVERYTHING'] }, 'Unknown scope EVERYTHING'],
    ['webhooks without READ', { scopes: ['NONE'] }, 'require the READ scope'],
    ['no modules', { modules: {} }, 'does not define any modules'],
    ['a module of the other product', { modules: { spaceToolsTabs: [] } }, '(spaceToolsTabs)'],
    ['no installed callback', { lifecycle: {} }, 'did not specify an "installed"'],
    ['no scheme', { baseUrl: 'app.example.com' }, 'does not include a HTTP scheme'],
    ['plain http', { baseUrl: 'http://app.example.com' }, 'did not specify a secure base URL'],
    ['no authentication', { authentication: undefined }, 'failed to validate'],
    ['an unknown member', { surprise: true }, 'failed to validate'],
  ]

  for (const [what, change, message] of refused) {
    it(`refuses a descriptor with ${what}, without calling the app`, async () => {
      Object.assign(app.descriptor, change)
      expect(await failure()).to.contain(message)
      expect(app.received).to.deep.equal([])
    })
  }

  it('gives a new secret at every rotation and upgrade, and takes it back when the app refuses', async () => {
    const installation = await world.site.installApp(app.descriptorUrl)
    const first = installation.sharedSecret()
    await installation.rotateSecret()
    const second = installation.sharedSecret()
    await installation.upgrade()
    expect(installation.formerSecrets()).to.deep.equal([second, first])
    const third = installation.sharedSecret()
    app.statuses.push(500)
    await installation.rotateSecret().then(
      () => expect.fail('rotated'),
      () => undefined,
    )
    expect(installation.sharedSecret()).to.equal(third)
  })

  it('keeps the client key over uninstalling and installing again, but not over an import', async () => {
    const first = await world.site.installApp(app.descriptorUrl)
    const { disabled, uninstalled } = await first.uninstall()
    expect([disabled, uninstalled]).to.have.nested.property('[0].status', 204)
    const second = await world.site.installApp(app.descriptorUrl)
    expect(second.clientKey).to.equal(first.clientKey)
    expect(second.sharedSecret()).not.to.equal(first.sharedSecret())
    const before = calls().length
    const third = await second.import_()
    expect(third.clientKey).not.to.equal(second.clientKey)
    expect(second.state).to.equal('replaced')
    expect(calls().slice(before)).to.deep.equal(['/installed'])
  })

  it('tells every app the new address when the site moves, and redirects from the old one', async () => {
    const installation = await world.site.installApp(app.descriptorUrl)
    const former = world.site.baseUrl
    await world.site.rename()
    expect(bodyOf(app.received.at(-1))['baseUrl']).to.equal(world.site.baseUrl)
    expect(installation.baseUrl).to.equal(world.site.baseUrl)
    const answer = await request(`${former}/rest/api/3/myself`)
    expect(answer.headers['location']).to.equal(`${world.site.baseUrl}/rest/api/3/myself`)
  })

  it('installs the Confluence half with a secret and a client key of its own', async () => {
    const jira = await world.site.installApp(app.descriptorUrl)
    const confluence = await world.site.installApp(app.confluenceDescriptorUrl)
    expect(confluence.product).to.equal('confluence')
    expect(confluence.baseUrl).to.equal(`${world.site.baseUrl}/wiki`)
    expect(confluence.clientKey).not.to.equal(jira.clientKey)
    expect(confluence.sharedSecret()).not.to.equal(jira.sharedSecret())
  })

  it('can send what no honest site sends', async () => {
    const installation = await world.site.installApp(app.descriptorUrl)
    const stranger = world.installKeys.stranger()
    await installation.send('installed', {
      secret: stranger.privateKey,
      header: { kid: '../x' },
      body: { clientKey: 'somebody-else', sharedSecret: undefined },
    })
    const received = app.received.at(-1)
    expect(tokenOf(received).header['kid']).to.equal('../x')
    expect(bodyOf(received)).to.include({ clientKey: 'somebody-else' })
    expect(bodyOf(received)).not.to.have.property('sharedSecret')
    await installation.sendDisabledWithoutJwt()
    expect(app.received.at(-1)?.headers).not.to.have.property('authorization')
    await installation.duplicateInstalled(3)
    expect(calls().slice(-3)).to.deep.equal(['/installed', '/installed', '/installed'])
  })
})
