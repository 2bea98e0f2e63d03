import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import { json } from '../site/http/reply.ts'
import { anInstalledWorld, type InstalledWorld } from '../support/a-world.ts'

const SUNSET = 'Sun, 28 Feb 2027 00:00:00 GMT'

describe('the sunset radar', () => {
  let it_: InstalledWorld
  before(async () => {
    it_ = await anInstalledWorld()
  })
  after(() => it_.stop())

  it('shows who calls what the product is to take away, by the catalogue and by its answers', async () => {
    const { people, world } = it_
    const token = await it_.createToken(people.alice)
    const manage = await it_.createToken(people.admin, { access: 'manage' })
    await it_.call('/rest/api/2/search?jql=project%20%3D%20PROJ', token)
    await it_.call('/rest/api/3/search?jql=project%20%3D%20PROJ', token, { method: 'HEAD' })
    await it_.call('/rest/api/3/search/jql?jql=project%20%3D%20PROJ', token)
    const reply = { ...json(200, {}), headers: { deprecation: '@1767225600', sunset: SUNSET } }
    world.site.faults.answerNext(1, reply, { path: /myself$/ })
    await it_.call('/rest/api/3/myself', token)
    await it_.call('/rest/api/3/myself', token)

    const uses = await usesOnceEnded(it_, manage)
    const common = {
      credentialKind: 'api-token',
      accountId: people.alice.accountId,
    }
    expect(uses).to.have.length(3)
    const of = (method: string, operation: string) =>
      uses.find((each) => each['method'] === method && each['operation'] === operation)
    expect(of('GET', '/rest/api/2/search')).to.include({ ...common, calls: 1 })
    expect(of('HEAD', '/rest/api/3/search')).to.include({ ...common, calls: 1 })
    expect(of('GET', '/rest/api/3/myself')).to.include({
      ...common,
      calls: 1,
      deprecation: `deprecation=@1767225600; sunset=${SUNSET}`,
    })
  })
})

type Use = Readonly<Record<string, unknown>>

/** How a call ended is written a moment after its answer. */
async function usesOnceEnded({ gatehouse }: InstalledWorld, manage: string) {
  for (;;) {
    const answer = await fetch(`${gatehouse.url}/api/v1/deprecations`, {
      headers: { authorization: `Bearer ${manage}` },
    })
    expect(answer.status).to.equal(200)
    const { uses } = (await answer.json()) as { readonly uses: readonly Use[] }
    if (uses.some((use) => use['deprecation'] !== undefined)) return uses
    await setImmediate()
  }
}
