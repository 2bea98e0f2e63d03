import { expect } from 'chai'
import { formIn } from '../form-in.ts'
import { aRule, startAccess, type AccessWorld } from '../rules/access-world.ts'
import { DATA_CENTER } from './a-data-center-tenant.ts'

const OPEN = aRule({
  id: 'pages',
  name: 'Pages',
  path: '/rest/token-auth/api/content/{id}',
  anonymousConfirmed: true,
})

describe('the form of a rule of a Data Center site', () => {
  let world: AccessWorld
  const start = async (product: 'jira' | 'confluence') => {
    world = await startAccess({ tenant: { ...DATA_CENTER, product } })
  }
  afterEach(() => world.stop())
  const fieldsIn = formIn

  it('asks to confirm what Confluence may serve to strangers, when it is saved, and takes the tick', async () => {
    await start('confluence')
    const begun = (await world.post('/resources/form')).html
    expect(begun).not.to.include('anonymousConfirmed')
    const form = { ...fieldsIn(begun), name: 'Pages', path: OPEN.path }
    const asked = await world.post('/resources/save', form)
    expect(asked.status).to.equal(422)
    expect(asked.html)
      .to.include('name="anonymousConfirmed"')
      .and.to.include('people who have not signed in')
    expect((await world.document()).resources).to.be.empty
    const saved = await world.post('/resources/save', {
      ...fieldsIn(asked.html),
      anonymousConfirmed: 'on',
    })
    expect(saved.status, saved.html).to.equal(200)
    expect((await world.document()).resources[0]).to.include({ anonymousConfirmed: true })
  })

  it('keeps the tick of a rule that is edited, and drops it with the prefix', async () => {
    await start('confluence')
    await world.has({ resources: [OPEN] })
    const shown = (await world.post('/resources/pages/form')).html
    expect(shown).to.match(/name="anonymousConfirmed" checked/)
    const form = fieldsIn(shown)
    const edited = await world.post('/resources/edit', { ...form, do: 'add-row' })
    expect(edited.html).to.match(/name="anonymousConfirmed" checked/)
    await world.post('/resources/save', { ...form, name: 'All pages' })
    expect((await world.document()).resources).to.deep.equal([{ ...OPEN, name: 'All pages' }])

    const again = fieldsIn((await world.post('/resources/pages/form')).html)
    const elsewhere = { ...again, path: '/rest/api/content/{id}' }
    const [, answer = ''] =
      /&quot;answer&quot;:&quot;([^&]+)&quot;/.exec(
        (await world.post('/resources/save', elsewhere)).html,
      ) ?? []
    const moved = await world.post('/resources/save', { ...elsewhere, answer })
    expect(moved.html).to.include('is saved')
    expect((await world.document()).resources[0]).not.to.have.property('anonymousConfirmed')
  })

  it('gives examples of paths that Data Center has', async () => {
    await start('confluence')
    const wiki = (await world.post('/resources/form')).html
    expect(wiki).to.include('/rest/token-auth/api/content/{id}').and.not.to.include('/api/v2')
    await world.stop()
    await start('jira')
    const jira = (await world.post('/resources/form')).html
    expect(jira).to.include('/rest/api/2/issue/{issueIdOrKey}/**').and.not.to.include('/rest/api/3')
  })
})
