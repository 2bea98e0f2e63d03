import { expect } from 'chai'
import { Secret } from '../../src/lib/secret.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import type { DataCenterSite } from '../../src/tenants/data-center-site.ts'
import { withDataCenter } from '../../src/upstream/data-center-api.ts'
import type { ProductApi } from '../../src/upstream/product-api.ts'
import { aTenant } from '../support/things.ts'

const SITE: DataCenterSite = {
  admins: ['Jane.Doe'],
  crowd: {
    baseUrl: 'https://crowd.example.com/crowd',
    application: 'g',
    password: new Secret('p'),
  },
  sessions: { idleMinutes: 15, acceptsAnyAddress: false, origins: [] },
  tokenAuth: undefined,
}

describe('questions about people of a Data Center site', () => {
  const asked: string[] = []
  const never = () => Promise.reject(new Error('the product of the Cloud was asked'))
  const cloud: ProductApi = {
    isProductAdmin: never,
    readAccountState: never,
    findAccountsByEmail: never,
    accountGroups: never,
    searchGroups: never,
  }
  const api = withDataCenter(cloud, {
    nestedGroups: (site, user) => {
      asked.push(`${site.siteId} ${user}`)
      return Promise.resolve(['staff', 'writers'])
    },
    searchGroups: (_, text, max) => Promise.resolve([`${text}-${String(max)}`]),
  })
  const tenant = aTenant({ dataCenter: SITE })

  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'answered',
      (thrown: unknown) => (thrown instanceof Refusal ? thrown.code : 'no refusal'),
    )

  it('are answered by what the operator entered, and by Crowd', async () => {
    expect(await api.isProductAdmin(tenant, 'jane.doe')).to.equal(true)
    expect(await api.isProductAdmin(tenant, 'john')).to.equal(false)
    expect(await api.accountGroups(tenant, 'john')).to.deep.equal(['staff', 'writers'])
    expect(asked).to.deep.equal([`${tenant.id} john`])
    expect(await api.searchGroups(tenant, 'sta')).to.deep.equal([
      { groupId: 'sta-20', name: 'sta-20' },
    ])
  })

  it('are refused where nobody can be asked, and never guessed', async () => {
    const without = aTenant({ dataCenter: { ...SITE, crowd: undefined } })
    expect(await codeOf(api.accountGroups(without, 'john'))).to.equal('crowd/unavailable')
    expect(await codeOf(api.searchGroups(without, 'sta'))).to.equal('crowd/unavailable')
    expect(await codeOf(api.findAccountsByEmail(tenant, 'a@b.c'))).to.equal('account/unknown')
    expect(await codeOf(api.readAccountState(tenant, 'john'))).to.equal('account/unknown')
  })

  it('of the Cloud are the product’s to answer', async () => {
    const ofCloud = await api.isProductAdmin(aTenant(), 'x').catch((thrown: unknown) => thrown)
    expect(ofCloud).to.have.property('message', 'the product of the Cloud was asked')
  })
})
