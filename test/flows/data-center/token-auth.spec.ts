import { expect } from 'chai'
import type { ResourceRule } from '../../../src/policy/resource-rule.ts'
import { aDataCenterWorld, type DataCenterWorld } from '../../support/a-data-center-world.ts'
import { refusalIn } from '../../support/a-world.ts'
import { aSigner, aTrustedSigner, type TokenSigner } from '../../support/token-signer.ts'

const PREFIX = '/rest/token-auth/api'

const LISTED: ResourceRule = {
  id: 'listed',
  name: 'Listed',
  state: 'on',
  effect: 'allow',
  methods: ['GET'],
  path: `${PREFIX}/user/current`,
}

describe('Confluence’s prefix for tokens', () => {
  let world: DataCenterWorld
  let signer: TokenSigner
  let stranger: TokenSigner

  before(async () => {
    world = await aDataCenterWorld()
    for (const name of ['svc-ci', 'jane']) world.crowd.addUser(name)
    signer = await aTrustedSigner(world)
    stranger = await aSigner(world)
    await world.decide({ resources: [LISTED] })
  })
  after(() => world.stop())

  const jwt = (subject: string, by = signer) => by.tokenOf(subject)
  const call = async (path: string, authorization: string, init: RequestInit = {}) =>
    world.call(PREFIX + path, { ...init, headers: { authorization } })

  it('serves what is listed to a JWT that is verified here, and again there by a JWT of ours', async () => {
    for (const scheme of ['JWT', 'Bearer']) {
      const answer = await call('/user/current', `${scheme} ${await jwt('svc-ci')}`)
      expect(answer.status, await answer.clone().text()).to.equal(200)
      expect(await answer.json()).to.include({ username: 'svc-ci' })
    }
    const sent = world.confluence.requests.at(-1)
    expect(sent?.url).to.equal(`${PREFIX}/user/current`)
    expect(sent?.headers).not.to.have.any.keys('cookie', 'x-forwarded-for')
    const [scheme, token = ''] = (sent?.headers.authorization ?? '').split(' ')
    expect(scheme).to.equal('JWT')
    const claims = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
    ) as object
    expect(claims).to.include({ iss: 'gatehouse', sub: 'svc-ci' })
  })

  it('does not take what is listed for what is proved: a token that nobody trusts is refused', async () => {
    const forged = await jwt('svc-ci', stranger)
    const before = world.confluence.requests.length
    expect(await refusalIn(await call('/user/current', `JWT ${forged}`))).to.equal(
      '401 token/untrusted',
    )
    const unsigned = `${forged.split('.').slice(0, 2).join('.')}.${'A'.repeat(40)}`
    expect((await call('/user/current', `JWT ${unsigned}`)).status).to.equal(401)
    expect(world.confluence.requests.length).to.equal(before)
  })

  it('looks at no token whose subject is not one of ours', async () => {
    expect(await refusalIn(await call('/user/current', `JWT ${await jwt('jane')}`))).to.equal(
      '401 credential/token-required',
    )
  })

  it('takes nothing but a JWT: no cookie, no password, no opaque token, and nobody', async () => {
    const signOn = world.crowd.signIn('jane', { remoteAddress: '127.0.0.1' })
    const before = world.confluence.requests.length
    expect((await world.browse(signOn, `${PREFIX}/user/current`)).status).to.equal(401)
    expect((await world.call(`${PREFIX}/user/current`)).status).to.equal(401)
    for (const authorization of [
      'Basic amFuZTp4',
      'Bearer opaque-token-of-somebody',
      'Bearer gh_x',
    ]) {
      const answer = await call('/user/current', authorization)
      expect(await refusalIn(answer), authorization).to.equal('401 credential/token-required')
    }
    expect(world.confluence.requests.length).to.equal(before)
  })

  it('has nothing that is not listed by that very prefix, also for groups with full access', async () => {
    await world.decide({
      resources: [{ ...LISTED, id: 'all', path: '/**', methods: 'all' }],
    })
    const token = `JWT ${await jwt('svc-ci')}`
    expect(await refusalIn(await call('/user/current', token))).to.equal('403 call/not-available')
    await world.decide({
      resources: [{ ...LISTED, id: 'no', path: '/rest/**', effect: 'deny' }, LISTED],
    })
    expect(await refusalIn(await call('/user/current', token))).to.equal('403 call/denied')
    await world.decide({ resources: [LISTED] })
  })

  it('tells a resource that the product does not list from one without content', async () => {
    const unlisted = { ...LISTED, id: 'space', path: `${PREFIX}/space` }
    await world.decide({ resources: [LISTED, unlisted] })
    const answer = await call('/space', `JWT ${await jwt('svc-ci')}`)
    expect(await refusalIn(answer)).to.equal('403 upstream/not-allowlisted')
    const [event] = await world.gatehouse.app.audit.recent(world.tenant.id, 1)
    expect(event?.kind === 'call' && event.completion).to.include({
      outcome: 'failed',
      status: 403,
      code: 'upstream/not-allowlisted',
    })
    await world.decide({ resources: [LISTED] })
  })

  it('is always limited, by what the operator set, and tells the limit', async () => {
    const token = `JWT ${await jwt('svc-many')}`
    world.crowd.addUser('svc-many')
    const first = await call('/user/current', token)
    expect(first.headers.get('ratelimit')).to.match(/^"site\.token-auth";r=59;t=\d+$/)
    const codes = []
    for (let at = 0; at < 60; at += 1) codes.push((await call('/user/current', token)).status)
    expect(codes.filter((status) => status === 200)).to.have.length(59)
    expect(codes.at(-1)).to.equal(429)
    // Of this caller alone.
    expect((await call('/user/current', `JWT ${await jwt('svc-ci')}`)).status).to.equal(200)
  })

  it('is the only way for a token of a provider: elsewhere the site takes credentials of its own', async () => {
    await world.decide({ resources: [{ ...LISTED, path: '/**' }] })
    const authorization = `Bearer ${await jwt('svc-ci')}`
    const answer = await world.call('/rest/api/user/current', { headers: { authorization } })
    expect(await refusalIn(answer)).to.equal('403 call/no-way')
    await world.decide({ resources: [LISTED] })
  })

  it('is closed where the operator entered no token-auth', async () => {
    await world.enterAgain({ tokenAuth: undefined })
    const answer = await call('/user/current', `JWT ${await jwt('svc-ci')}`)
    expect(await refusalIn(answer)).to.equal('404 call/unknown-resource')
  })
})
