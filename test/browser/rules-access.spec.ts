import { expect } from 'chai'
import type { Frame } from 'playwright-core'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { aRule } from '../pages/rules/access-world.ts'
import { browserSuite } from './browser.ts'
import { expectToFit, faultsOf, PHONE, shoot } from './looks.ts'
import { startStage, type Look, type Stage } from './stage.ts'

const ENGINEERS = {
  id: 'engineers',
  name: 'Engineers',
  sources: [{ from: 'product', groupId: 'g-1', name: 'engineers' }],
} as const
const DENIAL = aRule({
  id: 'no-deletes',
  name: 'No deletes',
  state: 'shadow',
  effect: 'deny',
  methods: ['DELETE'],
  path: '/**',
})
const RULES = [
  aRule({ who: { all: [{ group: 'engineers' }, { credential: 'api-token' }] } }),
  DENIAL,
  aRule({
    id: 'search',
    name: 'Search for nightly reports that nobody reads any more',
    path: '/rest/api/3/search/jql',
    query: [{ name: 'jql', is: 'present' }],
    networks: ['10.0.0.0/8'],
    cost: 10,
    state: 'off',
  }),
]

browserSuite('the access rules in a browser', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await startStage()
  })
  afterEach(() => stage.stop())

  const tenantId = () => {
    const { clientKey } = stage.installation
    const tenant = stage.gatehouse.app.directory.byClientKey('jira', clientKey)
    if (tenant === undefined) throw new Error('the app is not installed')
    return tenant.id
  }
  const has = (given: Partial<PolicyDocument>) =>
    stage.gatehouse.app.policies.change(
      tenantId(),
      { actor: 'ada', requestId: 'made-by-the-test' },
      ({ document }) => ({ ...document, ...given }),
    )
  const stored = async () => (await stage.gatehouse.app.policies.read(tenantId())).document

  it('takes an admin from the empty list over a fault to a rule that is moved, switched and removed', async () => {
    await has({ resources: [DENIAL], groups: [ENGINEERS] })
    const { frame, complaints, focused, end } = await stage.visit('admin', 'rules')
    await frame.getByRole('button', { name: 'Add rule' }).click()
    await frame.getByRole('heading', { name: 'Add a rule' }).waitFor()
    expect(await focused()).to.equal('Add a rule')

    await frame.locator('#rule-name').fill('Read issues')
    await frame.locator('#rule-path').fill('issue')
    await frame.getByText('Must begin with /').waitFor()
    expect(await frame.locator('#rule-path:focus').count(), 'typing goes on').to.equal(1)
    await frame.getByRole('button', { name: 'Save rule' }).click()
    await frame.locator('#rule-path-fault').waitFor()
    expect(await frame.locator('#rule-path:focus').count()).to.equal(1)
    expect(await frame.locator('#rule-name').inputValue()).to.equal('Read issues')

    await frame.locator('#rule-path').fill('/rest/api/3/issue/{key}/**')
    await frame.getByText('and everything below it').waitFor()
    await frame.getByRole('radio', { name: 'Whoever fits what is ticked' }).check()
    await frame.getByRole('checkbox', { name: 'Engineers' }).check()
    await frame.getByRole('button', { name: 'Save rule' }).click()
    await frame.getByText('“Read issues” is saved').waitFor()
    await frame.getByText('Members of Engineers').waitFor()

    const up = frame.getByRole('button', { name: 'Move Read issues up' })
    await up.press('Enter')
    await frame.getByText('is now rule 1 of 2').waitFor()
    expect(await focused()).to.include('Move Read issues down')
    expect((await stored()).resources.map(({ id }) => id)).to.deep.equal([
      'read-issues',
      'no-deletes',
    ])

    await frame.locator('[data-rule=read-issues] summary').first().click()
    await frame.getByRole('button', { name: 'Switch to Shadow for Read issues' }).click()
    await frame.getByText('Would have allowed no calls').waitFor()
    await frame.getByText('Remove Read issues').click()
    await frame.getByRole('button', { name: 'Remove rule' }).click()
    await frame.getByText('“Read issues” is removed').waitFor()
    // The browser itself reports the 422 of the first attempt, and nothing else.
    expect(complaints.filter((each) => !each.includes('422'))).to.be.empty
    await end()
  })

  it('shows only the fields of the choices that are made', async () => {
    const { frame, end } = await stage.visit('admin', 'rules')
    await frame.getByRole('button', { name: 'Add rule' }).click()
    const tick = (name: string) => frame.getByRole('checkbox', { name }).isVisible()
    expect(await tick('DELETE')).to.equal(false)
    await frame.getByRole('radio', { name: 'These methods' }).check()
    expect(await tick('DELETE')).to.equal(true)
    expect(await tick('Also without a credential')).to.equal(true)
    await frame.getByRole('radio', { name: 'Deny' }).check()
    expect(await tick('Also without a credential')).to.equal(false)
    expect(await tick('API tokens')).to.equal(false)
    await frame.getByRole('radio', { name: 'Whoever fits what is ticked' }).check()
    expect(await tick('API tokens')).to.equal(true)
    await frame.getByRole('radio', { name: 'Allow Calls' }).check()
    expect(await tick('Also without a credential')).to.equal(false)
    await frame.getByRole('radio', { name: 'Deny' }).check()
    await frame.getByRole('radio', { name: 'As JSON' }).check()
    expect(await frame.getByLabel('For whom, as JSON').isVisible()).to.equal(true)
    await frame.getByRole('button', { name: 'Add condition' }).click()
    await frame.locator('#rule-query-0-name:focus').waitFor()
    expect(await frame.getByRole('radio', { name: 'Deny' }).isChecked()).to.equal(true)
    await frame.getByRole('button', { name: 'Cancel' }).click()
    await frame.getByText('Nothing can be called yet').waitFor()
    await end()
  })

  it('makes a bypass with an end, ends it at once and removes it', async () => {
    const { frame, complaints, end } = await stage.visit('admin', 'rules')
    await addBypass(frame)
    await frame.getByText('“Old build” is saved').waitFor()
    await frame.getByText('Not taken in the last 30 days').waitFor()
    // The person's name, which only the product knows.
    await frame.getByText('Ada Admin').waitFor()
    await frame.getByText('End now Old build').click()
    await frame.getByRole('button', { name: 'End bypass' }).click()
    await frame.getByText('“Old build” is ended').waitFor()
    expect((await stored()).bypasses[0]?.enabled).to.equal(false)
    await frame.getByText('Remove Old build').click()
    await frame.getByRole('button', { name: 'Remove bypass' }).click()
    await frame.getByText('There is none').waitFor()
    expect(complaints).to.be.empty
    await end()
  })

  const looks: readonly Look[] = [
    { theme: 'light' },
    { theme: 'dark' },
    { theme: 'light', width: PHONE },
    { theme: 'dark', width: PHONE },
  ]
  for (const look of looks) {
    const name = `${look.theme ?? 'light'}${look.width === undefined ? '' : `-${String(look.width)}`}`

    it(`has in ${name} no fault that axe can find, from the empty list to a bypass`, async () => {
      const visit = await stage.visit('admin', 'rules', look)
      const { frame } = visit
      const look_ = async (what: string) => {
        await shoot(visit, `rules-access-${what}-${name}`)
        expect(await faultsOf(frame), what).to.be.empty
        await expectToFit(frame, look)
      }
      await look_('empty')
      await has({ resources: RULES, groups: [ENGINEERS] })
      await addBypass(frame)
      await frame.getByText('is saved').waitFor()
      await look_('list')
      await frame.locator('[data-rule=no-deletes] summary').first().click()
      await frame.getByRole('button', { name: 'Switch to Off for No deletes' }).waitFor()
      await look_('state')
      await frame.getByText('Remove Read issues').click()
      await frame.getByRole('button', { name: 'Remove rule' }).waitFor()
      await look_('remove')
      await frame.getByRole('button', { name: 'Keep' }).click()
      await frame.getByRole('button', { name: 'Edit Read issues' }).click()
      await frame.getByRole('heading', { name: 'Edit “Read issues”' }).waitFor()
      await frame.getByRole('button', { name: 'Add condition' }).click()
      await frame.locator('#rule-query-0-name:focus').waitFor()
      await frame.getByRole('radio', { name: 'These methods' }).check()
      await look_('form')
      await frame.getByRole('button', { name: 'Save rule' }).click()
      await frame.locator('#rule-query-0-name-fault').waitFor()
      await look_('fault')
      await frame.getByRole('button', { name: 'Remove condition 1' }).click()
      await frame.locator('#rule-query-0-name').waitFor({ state: 'detached' })
      await frame.getByRole('radio', { name: 'All methods' }).check()
      await frame.getByRole('radio', { name: 'Deny' }).check()
      await frame.getByRole('button', { name: 'Save rule' }).click()
      await frame.getByText('Nothing is saved yet').waitFor()
      await look_('question')
      await frame.getByRole('button', { name: 'Leave it as it was' }).click()
      await frame.getByRole('button', { name: 'Add bypass' }).click()
      await frame.getByRole('heading', { name: 'Add a bypass' }).waitFor()
      await frame.getByLabel('It ends').selectOption('date')
      await look_('bypass-form')
      await visit.end()
    })
  }
})

async function addBypass(frame: Frame): Promise<void> {
  await frame.getByRole('button', { name: 'Add bypass' }).click()
  await frame.getByRole('heading', { name: 'Add a bypass' }).waitFor()
  await frame.getByLabel('Name').fill('Old build')
  await frame.getByLabel('Path').fill('/rest/api/2/issue/{key}')
  await frame.getByLabel('From these networks only').fill('10.20.0.0/16')
  await frame.getByLabel('Why it is there').fill('The build server cannot be changed before May.')
  await frame.getByRole('button', { name: 'Save bypass' }).click()
}
