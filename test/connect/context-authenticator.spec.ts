import { expect } from 'chai'
import { createContextAuthenticator } from '../../src/connect/context-authenticator.ts'
import { NOT_MINE, type Credential } from '../../src/identity/credential.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aTenant } from '../support/things.ts'
import { startConnect, type ConnectWorld } from './connect-world.ts'
import { seconds, type Site } from './site.ts'
import { hs256, mint, qshOf, type Members } from './tokens.ts'

const CONTEXT = { qsh: 'context-qsh' }

describe('a context token at the gateway', () => {
  let world: ConnectWorld
  let site: Site
  let tenant: Tenant
  before(async () => {
    world = await startConnect()
    site = await world.installedSite()
    tenant = tenantOf(site)
  })
  after(() => world.stop())

  function tenantOf({ clientKey }: Site): Tenant {
    const found = world.directory.byClientKey('jira', clientKey)
    if (found === undefined) throw new Error('not installed')
    return found
  }
  const jwt = (text: string): Credential => ({ scheme: 'jwt', token: new Secret(text) })
  const present = (claims: Members, at = tenant, from = site) =>
    world.door.authenticate(jwt(from.signed({ ...CONTEXT, ...claims })), at)

  it('makes the call as the account that it names, and the record says so', async () => {
    expect(await present({})).to.deep.equal({
      tenantId: tenant.id,
      actsAs: { kind: 'user', accountId: '557058:jane' },
      access: 'write',
      credential: { kind: 'context-token', id: 'context-token', subject: '557058:jane' },
      ownerAccountId: '557058:jane',
    })
  })

  // Made when it is their turn: a long run must not reach what was the future when it began.
  const wrong: Readonly<Record<string, () => Members>> = {
    'is bound to an address (a page’s own token)': () => ({
      qsh: qshOf('GET', '/jira/pages/api-access'),
    }),
    'has no qsh': () => ({ qsh: undefined }),
    'has ended': () => ({ iat: seconds() - 400, exp: seconds() - 1 }),
    'has no end': () => ({ exp: undefined }),
    'lives longer than 15 minutes': () => ({ exp: seconds() + 3600 }),
    'is from the future': () => ({ iat: seconds() + 600, exp: seconds() + 700 }),
    'is not valid yet': () => ({ nbf: seconds() + 600 }),
    'is one of our own, made for the product': () => ({ iss: 'gatehouse-jira' }),
    'is for another audience': () => ({ aud: 'somebody-else' }),
    'is of an installation that nobody knows': () => ({ iss: 'never-installed' }),
    'names no account': () => ({ sub: undefined }),
  }
  for (const [what, claims] of Object.entries(wrong)) {
    it(`is invalid, like any unknown credential, when it ${what}`, async () => {
      const { detail } = await expectRefusal(present(claims()), 'credential/invalid')
      expect(detail).to.match(/^context token: ./)
    })
  }

  it('is invalid when it is signed with another secret, or another way', async () => {
    const claims = { iss: site.clientKey, iat: seconds(), exp: seconds() + 180, sub: 'x' }
    const sealed = { ...claims, ...CONTEXT }
    const header = { typ: 'JWT', alg: 'HS256' }
    for (const text of [
      site.signed(CONTEXT, 'another secret altogether, as long as it has to be'),
      mint({ ...header, alg: 'none' }, sealed, () => Buffer.alloc(0)),
      mint({ ...header, alg: 'none' }, sealed, () => Buffer.from('x')),
      mint({ ...header, alg: 'RS256' }, sealed, hs256(site.sharedSecret)),
      mint({ ...header, alg: 'HS512' }, sealed, hs256(site.sharedSecret)),
      `${site.signed(CONTEXT)}x`,
      `${site.signed(CONTEXT)}.x`,
      'abc.def.ghi',
      '',
    ]) {
      await expectRefusal(world.door.authenticate(jwt(text), tenant), 'credential/invalid')
    }
  })

  it('of one installation opens no other, not even one of the same site', async () => {
    const neighbour = await world.installedSite('neighbour')
    await expectRefusal(present({}, tenantOf(neighbour)), 'credential/invalid')
    await expectRefusal(present({}, tenant, neighbour), 'credential/invalid')

    const former = aTenant({ host: tenant.host, clientKey: 'before-the-restore' })
    const refusal = await expectRefusal(present({}, former), 'credential/invalid')
    expect(refusal.detail).to.equal('context token: of another installation')
  })

  it('is invalid from the moment at which its installation is not active', async () => {
    const leaving = await world.installedSite('leaving')
    const active = tenantOf(leaving)
    await present({}, active, leaving)
    for (const status of ['disabled', 'suspect', 'uninstalled'] as const) {
      const gone = { ...active, status }
      world.directory.tell([gone])
      await expectRefusal(present({}, gone, leaving), 'credential/invalid')
    }
  })

  it('is left to the other product’s door where the address is the other product’s', async () => {
    const wiki = aTenant({ product: 'confluence', clientKey: tenant.clientKey, host: tenant.host })
    expect(await present({}, wiki)).to.equal(NOT_MINE)
  })

  it('counts under its own scheme alone: as a bearer token or a password it is nobody’s here', async () => {
    const token = new Secret(site.signed(CONTEXT))
    const authorization = new Secret('Basic eA==')
    const others: Credential[] = [
      { scheme: 'bearer', token },
      { scheme: 'basic', username: 'jwt', password: token, authorization },
    ]
    for (const other of others) {
      expect(await world.door.authenticate(other, tenant)).to.equal(NOT_MINE)
    }
  })

  it('whose check breaks down is a fault of ours: neither an admission nor a bad credential', async () => {
    const fault = new Error('the framework broke down')
    const authenticate = createContextAuthenticator({
      product: 'jira',
      app: { appKey: 'gatehouse-jira', baseUrl: world.origin, basePath: '/jira' },
      ace: { verifySigned: () => Promise.reject(fault) },
      directory: world.directory,
      clock: world.clock,
    })
    const asked = authenticate(jwt(site.signed(CONTEXT)), tenant)
    expect(await Promise.resolve(asked).catch((thrown: unknown) => thrown)).to.equal(fault)
  })
})
