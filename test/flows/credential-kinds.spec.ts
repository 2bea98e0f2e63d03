import { expect } from 'chai'
import type { Switches } from '../../src/policy/switches.ts'
import type { Installation } from '../site/install/installation.ts'
import { anInstalledWorld, refusalIn, type InstalledWorld } from '../support/a-world.ts'
import { watchForSecret } from '../support/sinks.ts'

const MYSELF = '/rest/api/3/myself'
const WIKI_SELF = '/wiki/rest/api/user/current'
/** Jira serves this to nobody in particular as well. */
const FOR_ANYBODY = '/rest/api/3/project/search'

describe('the kinds of credential that callers have', () => {
  let it_: InstalledWorld
  beforeEach(async () => {
    it_ = await anInstalledWorld()
  })
  afterEach(() => it_.stop())

  const tenantIdOf = ({ product, clientKey }: Installation) =>
    it_.gatehouse.app.directory.byClientKey(product, clientKey)?.id ?? ''
  const set = async (given: Partial<Switches>, installation = it_.jira) => {
    const by = { actor: it_.people.admin.accountId, requestId: 'a-test' }
    const { policies } = it_.gatehouse.app
    await policies.change(tenantIdOf(installation), by, ({ document }) => ({
      ...document,
      switches: { ...document.switches, ...given },
    }))
  }
  const call = (path: string, authorization: string, host = it_.world.site.host) =>
    fetch(`${it_.gatehouse.url}/sites/${host}${path}`, { headers: { authorization } })
  const basic = ({ email, password }: { readonly email: string; readonly password: string }) => {
    watchForSecret(btoa(`${email}:${password}`))
    return `Basic ${btoa(`${email}:${password}`)}`
  }
  const seen = (path: string) => it_.world.log.calls({ server: 'site', path })

  it('a context token of a page calls as who looks at it, its own product at its own site', async () => {
    const { alice } = it_.people
    const token = it_.jira.contextToken(alice)
    const answer = await call(MYSELF, `JWT ${token}`)
    expect(answer.status).to.equal(200)
    expect(await answer.json()).to.include({ accountId: alice.accountId })
    const elsewhere = await it_.world.addSite('elsewhere')
    for (const refused of [
      await call(WIKI_SELF, `JWT ${token}`),
      await call(MYSELF, `JWT ${token}`, elsewhere.host),
      await call(MYSELF, `JWT ${token}x`),
    ]) {
      expect(await refusalIn(refused)).to.equal('401 credential/invalid')
    }
    const wiki = await call(WIKI_SELF, `JWT ${it_.confluence.contextToken(alice)}`)
    expect(wiki.status).to.equal(200)
  })

  it('each is refused once an admin has switched it off, and told so only with a good one', async () => {
    const { alice } = it_.people
    const apiToken = await it_.createToken(alice)
    await set({ apiTokens: false, contextTokens: false })
    for (const good of [`Bearer ${apiToken}`, `JWT ${it_.jira.contextToken(alice)}`]) {
      expect(await refusalIn(await call(MYSELF, good))).to.equal('403 credential/switched-off')
    }
    expect(await refusalIn(await call(MYSELF, 'Bearer x'))).to.equal('401 credential/invalid')
    await set({ apiTokens: true })
    expect((await call(MYSELF, `Bearer ${apiToken}`)).status).to.equal(200)
  })

  it('Basic reaches the product only where an admin wants it, and calls as whom it names', async () => {
    const { alice } = it_.people
    expect(await refusalIn(await call(MYSELF, basic(alice)))).to.equal('401 credential/invalid')
    expect(seen(MYSELF)).to.have.length(0)
    await set({ basicPassThrough: true })
    const answer = await call(MYSELF, basic(alice))
    expect(await answer.json()).to.include({ accountId: alice.accountId })
    expect(await refusalIn(await call(WIKI_SELF, basic(alice)))).to.equal('401 credential/invalid')
  })

  it('a Basic that the product does not know is refused, also where it would serve anybody', async () => {
    await set({ basicPassThrough: true })
    await set({ basicPassThrough: true }, it_.confluence)
    const wrong = basic({ email: it_.people.alice.email, password: 'wrong' })
    for (const path of [MYSELF, FOR_ANYBODY, WIKI_SELF]) {
      const answer = await call(path, wrong)
      expect(await refusalIn(answer), path).to.equal('401 credential/invalid')
      expect(seen(path), path).to.have.length(1)
    }
  })
})
