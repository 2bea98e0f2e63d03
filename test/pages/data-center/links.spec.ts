import { expect } from 'chai'
import { startPages, type PagesWorld } from '../pages-world.ts'
import { DATA_CENTER } from './a-data-center-tenant.ts'

describe('linking an identity at a Data Center site', () => {
  let world: PagesWorld
  before(async () => {
    world = await startPages({ tenant: DATA_CENTER })
  })
  after(() => world.stop())

  const link = (accountId: string) =>
    world.act('/admin/links', 'ada', {
      issuer: 'https://idp.example.com',
      subject: `subject-of-${accountId.length}`,
      accountId,
    })

  it('takes user names, which have characters that no account id has', async () => {
    expect((await world.page('/admin', 'ada')).html)
      .to.include('>User name <span')
      .and.not.to.include('Atlassian account id')
    const linked = await link('jane.doe@example.com')
    expect(linked.status, linked.html).to.equal(200)
    const [made] = await world.links.list(world.tenant.id)
    expect(made?.accountId).to.equal('jane.doe@example.com')
  })

  it('refuses what is none, in words of its own', async () => {
    for (const text of ['', 'jane doe', 'https://wiki.example.com/display/~jane']) {
      const refused = await link(text)
      expect(refused.status, text).to.equal(422)
      expect(refused.html).to.include('Enter the user name')
    }
  })
})
