import { expect } from 'chai'
import { systemClock } from '../../../src/lib/clock.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { createCrowdClient } from '../../../src/upstream/crowd-client.ts'
import { startCrowd, type Crowd } from '../../data-center/start-crowd.ts'

describe('the client of Crowd, with the stand-in of Crowd', () => {
  let crowd: Crowd
  const client = createCrowdClient({ clock: systemClock, allowHttp: true })
  const site = () => ({
    siteId: 'a-site',
    access: {
      baseUrl: crowd.baseUrl,
      application: crowd.application.name,
      password: new Secret(crowd.application.password),
    },
  })
  before(async () => {
    crowd = await startCrowd()
    crowd.addGroup('staff')
    crowd.addGroup('Staff-writers', { parents: ['staff'] })
    crowd.addUser('jane', { groups: ['Staff-writers'] })
  })
  after(async () => {
    await client.close()
    await crowd.close()
  })

  it('has each of its questions answered: two programs that were written apart understand each other', async () => {
    const here = { remoteAddress: '203.0.113.9' }
    const token = new Secret(crowd.signIn('jane', here))
    expect(await client.validate(site(), token, here)).to.deep.equal({ userName: 'jane' })
    const elsewhere = { remoteAddress: '203.0.113.10' }
    expect(await client.validate(site(), token, elsewhere)).to.equal(undefined)
    expect(await client.nestedGroups(site(), 'jane')).to.have.members(['staff', 'Staff-writers'])
    expect(await client.searchGroups(site(), 'STAFF', 10)).to.have.members([
      'staff',
      'Staff-writers',
    ])
    expect(await client.cookieConfig(site())).to.include({ name: 'crowd.token_key' })
    await client.end(site(), token)
    expect(await client.validate(site(), token, here)).to.equal(undefined)
  })
})
