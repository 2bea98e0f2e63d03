import { expect } from 'chai'
import { aDataCenterWorld, type DataCenterWorld } from '../../support/a-data-center-world.ts'
import { refusalIn } from '../../support/a-world.ts'
import { watchForSecret } from '../../support/sinks.ts'

const ME = '/rest/api/user/current'

describe('credentials of a Data Center product’s own', () => {
  let world: DataCenterWorld
  let pat: string

  before(async () => {
    world = await aDataCenterWorld({ site: { crowd: undefined } })
    world.crowd.addUser('jane')
    pat = world.confluence.addAccessToken('jane')
    watchForSecret(pat)
    watchForSecret('password-of-jane')
  })
  after(() => world.stop())

  const withPat = (token = pat) => world.call(ME, { headers: { authorization: `Bearer ${token}` } })
  const basic = `Basic ${Buffer.from('jane:password-of-jane').toString('base64')}`
  const withBasic = () => world.call(ME, { headers: { authorization: basic } })
  const newest = async () => (await world.gatehouse.app.audit.recent(world.tenant.id, 1))[0]

  it('are refused until an admin has switched them on: nothing reaches the product', async () => {
    expect(await refusalIn(await withPat())).to.equal('401 credential/invalid')
    expect(await refusalIn(await withBasic())).to.equal('401 credential/invalid')
    expect(world.confluence.requests).to.deep.equal([])
  })

  it('are passed through unchanged where they are on, and recorded without the secret', async () => {
    await world.decide({ switches: { bearerPassThrough: true, basicPassThrough: true } })
    expect(await (await withPat()).json()).to.include({ username: 'jane' })
    expect(world.confluence.requests.at(-1)?.headers.authorization).to.equal(`Bearer ${pat}`)
    expect(await newest()).to.include({ credentialKind: 'product-token', actsAs: 'caller' })
    expect(await (await withBasic()).json()).to.include({ username: 'jane' })
    expect(await newest()).to.include({ credentialKind: 'basic', subject: 'jane' })
  })

  it('are judged by the product alone: one that it does not take is refused, not served as nobody', async () => {
    expect(await refusalIn(await withPat('no-token-of-anybody'))).to.equal('401 credential/invalid')
    world.confluence.faults.anonymousAnswers = true
    expect(await refusalIn(await withPat())).to.equal('401 credential/invalid')
    world.confluence.faults.anonymousAnswers = false
  })

  it('never stand beside a cookie on the way to the product', async () => {
    const headers = { authorization: `Bearer ${pat}`, cookie: 'JSESSIONID=x; crowd.token_key=y' }
    expect((await world.call(ME, { headers })).status).to.equal(200)
    expect(world.confluence.requests.at(-1)?.headers).not.to.have.property('cookie')
  })

  it('are subject to the rules like all others', async () => {
    await world.decide({ resources: [] })
    expect(await refusalIn(await withPat())).to.equal('403 call/not-available')
  })
})
