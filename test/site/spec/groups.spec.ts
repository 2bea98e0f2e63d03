import { expect } from 'chai'
import { request } from 'undici'
import type { Installation } from '../install/installation.ts'
import { startSite } from '../start-site.ts'
import type { SiteWorld } from '../start-site.ts'
import { appToken, startTinyApp } from './tiny-app.ts'
import type { TinyApp } from './tiny-app.ts'

interface Group {
  readonly name: string
  readonly groupId?: string
  readonly id?: string
}
interface Page {
  readonly results: readonly Group[]
  readonly limit: number
  readonly _links: { readonly next?: string }
}

describe('groups of the site, asked by an app', () => {
  let world: SiteWorld
  let app: TinyApp
  let jira: Installation
  let confluence: Installation

  beforeEach(async () => {
    world = await startSite()
    app = await startTinyApp(['READ'])
    jira = await world.site.installApp(app.descriptorUrl)
    confluence = await world.site.installApp(app.confluenceDescriptorUrl)
  })
  afterEach(() => Promise.all([app.stop(), world.stop()]))

  async function ask(installation: Installation, path: string) {
    const authorization = `JWT ${appToken(installation, 'GET', path)}`
    const url = `${world.site.productUrl(installation.product)}${path}`
    const { statusCode, body } = await request(url, { headers: { authorization } })
    return { status: statusCode, text: await body.text() }
  }
  async function read<T>(installation: Installation, path: string): Promise<T> {
    const { status, text } = await ask(installation, path)
    expect(status, text).to.equal(200)
    return JSON.parse(text) as T // What the stand-in is to answer; the assertions tell.
  }
  const ofUser = (accountId: string) =>
    read<readonly Group[]>(
      jira,
      `/rest/api/3/user/groups?accountId=${encodeURIComponent(accountId)}`,
    )
  const memberOf = (accountId: string, paging = '') =>
    read<Page>(
      confluence,
      `/rest/api/user/memberof?accountId=${encodeURIComponent(accountId)}${paging}`,
    )

  it('are the same in both products, by name and by id, and change when somebody joins or leaves', async () => {
    const { alice, bob } = world.site.people
    const inJira = await ofUser(alice.accountId)
    expect(inJira.map(({ name }) => name)).to.have.members(['everyone', 'developers'])
    const { results } = await memberOf(alice.accountId)
    expect(results.map(({ id }) => id)).to.have.members(inJira.map(({ groupId }) => groupId))
    bob.groups.add('developers')
    expect(await ofUser(bob.accountId)).to.deep.include(
      inJira.find(({ name }) => name === 'developers'),
    )
    bob.groups.delete('developers')
    expect((await ofUser(bob.accountId)).map(({ name }) => name)).to.deep.equal(['everyone'])
    expect(world.log.calls({ path: '/rest/api/3/user/groups' })).to.have.length(3)
  })

  it('of an account that nobody has are a 404 in each product’s own words', async () => {
    const inJira = await ask(jira, '/rest/api/3/user/groups?accountId=nobody')
    expect(inJira.status).to.equal(404)
    expect(inJira.text).to.contain('errorMessages')
    const inConfluence = await ask(confluence, '/rest/api/user/memberof?accountId=nobody')
    expect(inConfluence.status).to.equal(404)
    expect(inConfluence.text).to.contain('"statusCode":404').and.not.contain('errorMessages')
  })

  it('come in pages of at most 200 from Confluence, which says so in limit', async () => {
    const { bob } = world.site.people
    for (let n = 0; n < 230; n += 1) bob.groups.add(`team-${n}`)
    const first = await memberOf(bob.accountId, '&limit=1000')
    expect([first.limit, first.results.length]).to.deep.equal([200, 200])
    expect(first._links.next).to.contain('start=200')
    const second = await memberOf(bob.accountId, '&start=200&limit=1000')
    expect([second.results.length, second._links.next]).to.deep.equal([31, undefined])
  })

  it('are found by a part of their names; in Jira in that very case, unless told otherwise', async () => {
    world.site.people.bob.groups.add('Developers of tools')
    const pick = async (query: string) =>
      (await read<{ groups: readonly Group[] }>(jira, `/rest/api/3/groups/picker?${query}`)).groups
    expect((await pick('query=develop')).map(({ name }) => name)).to.deep.equal(['developers'])
    expect(await pick('query=develop&caseInsensitive=true')).to.have.length(2)
    expect(await pick('query=develop&caseInsensitive=true&maxResults=1')).to.have.length(1)
    const path = '/rest/api/group/picker?query=develop'
    const { results } = await read<Page>(confluence, path)
    expect(results.map(({ name }) => name)).to.have.members(['developers', 'Developers of tools'])
  })
})
