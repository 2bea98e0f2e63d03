import { expect } from 'chai'
import { aCallEvent } from '../support/things.ts'
import { browserSuite } from './browser.ts'
import { expectToFit, faultsOf, PHONE, shoot } from './looks.ts'
import { startStage, type Look, type Stage } from './stage.ts'

const LOOKS: readonly Look[] = [
  { theme: 'light' },
  { theme: 'dark' },
  { theme: 'light', width: PHONE },
  { theme: 'dark', width: PHONE },
]

browserSuite('the tab of operations in a browser', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await startStage()
  })
  afterEach(() => stage.stop())

  const open = async (look: Look = {}) => {
    const visit = await stage.visit('admin', 'overview', look)
    await visit.frame.getByRole('button', { name: 'Operations', exact: true }).click()
    await visit.frame.getByRole('heading', { name: 'What can be asked of Jira' }).waitFor()
    return visit
  }

  const useOld = async (subject: string, operation: string, method = 'GET') => {
    const { app, clock } = stage.gatehouse
    const { clientKey } = stage.installation
    const call = aCallEvent({
      tenantId: app.directory.byClientKey('jira', clientKey)?.id ?? '',
      at: clock.now() - 7_200_000,
      credentialKind: 'provider-token',
      caller: `provider-token acme ${subject}`,
      subject,
      accountId: stage.world.site.people.alice.accountId,
      method,
      path: operation,
      operation,
    })
    await app.audit.append(call)
  }

  it('finds what is typed without losing the place, by keyboard alone', async () => {
    const { frame, host, complaints, end } = await open()
    await frame.getByText('Nobody uses anything that goes away').waitFor()
    await frame.getByLabel('Words, a part of the path, or a whole address').focus()
    await host.keyboard.type('transition issue')
    await frame
      .locator('tr[data-operation="POST /rest/api/3/issue/{issueIdOrKey}/transitions"]')
      .waitFor()
    await frame.getByText(/^\d operations\.$/).waitFor()
    expect(await frame.locator('#operations-text:focus').count(), 'typing goes on').to.equal(1)
    await frame.locator('#operations-text').fill('')
    await frame.getByLabel('Show').selectOption('deprecated')
    await frame.getByText('23 operations.').waitFor()
    await frame.getByLabel('Show').selectOption('')
    await frame.getByText('The first 25 of 655 operations.').waitFor()
    await frame.getByRole('button', { name: 'Show more' }).press('Enter')
    await frame.getByText('The first 50 of 655 operations.').waitFor()
    expect(await frame.locator('tr[data-operation]').count()).to.equal(50)
    expect(complaints).to.be.empty
    await end()
  })

  it('leads from what goes away to the calls behind it', async () => {
    await useOld('nightly-report@acme.example', '/rest/api/2/search')
    await useOld('importer@acme.example', '/rest/api/2/search')
    const { frame, complaints, end } = await open()
    await frame
      .getByRole('button', { name: /^1 call of GET .* for importer@acme.example$/ })
      .click()
    await frame.getByRole('heading', { name: 'Events', exact: true }).waitFor({ state: 'attached' })
    await frame.getByText('importer@acme.example').first().waitFor()
    expect(await frame.getByText('nightly-report@acme.example').count()).to.equal(0)
    expect(complaints).to.be.empty
    await end()
  })

  it('takes an operation that was found into the form of a rule', async () => {
    const { frame, complaints, end } = await stage.visit('admin', 'rules')
    await frame.getByRole('button', { name: 'Access rules' }).click()
    await frame.getByRole('button', { name: 'Add rule' }).click()
    await frame.getByLabel('Find an operation').fill('issue/PROJ-1/comment')
    await frame.getByRole('button', { name: 'Take Add comment' }).click()
    await frame.getByText('About “Add comment” (POST).').waitFor()
    expect(await frame.locator('#rule-name').inputValue()).to.equal('Add comment')
    expect(await frame.locator('#rule-path:focus').inputValue()).to.equal(
      '/rest/api/3/issue/{issueIdOrKey}/comment',
    )
    expect(await frame.getByRole('checkbox', { name: 'POST' }).isChecked()).to.equal(true)
    await frame.locator('#rule-path').fill('/rest/api/3/search')
    await frame.getByText('It is to be taken away').waitFor()
    expect(await faultsOf(frame)).to.deep.equal([])
    expect(complaints).to.be.empty
    await end()
  })

  for (const look of LOOKS) {
    const name = `${look.theme ?? ''}${look.width === undefined ? '' : '-phone'}`
    it(`can be read by everybody (${name})`, async () => {
      await useOld('nightly-report@acme.example', '/rest/api/2/search')
      await useOld('nightly-report@acme.example', '/rest/api/2/search')
      await useOld('importer@acme.example', '/rest/api/3/issue/createmeta')
      const visit = await open(look)
      await visit.frame.getByText('2 callers used what is to be taken away').waitFor()
      expect(await faultsOf(visit.frame)).to.deep.equal([])
      await expectToFit(visit.frame, look)
      await visit.frame.locator('#operations-text').fill('field option')
      await visit.frame.getByText(/^\d+ operations\.$/).waitFor()
      expect(await faultsOf(visit.frame)).to.deep.equal([])
      await shoot(visit, `operations-${name}`)
      expect(visit.complaints).to.be.empty
      await visit.end()
    })
  }

  it('in the rule form fits a phone while operations are found', async () => {
    const look = { theme: 'dark', width: PHONE } as const
    const visit = await stage.visit('admin', 'rules', look)
    const { frame } = visit
    await frame.getByRole('button', { name: 'Access rules' }).click()
    await frame.getByRole('button', { name: 'Add rule' }).click()
    await frame.getByLabel('Find an operation').fill('search for issues')
    await frame.getByRole('button', { name: /^Take/ }).first().waitFor()
    expect(await faultsOf(frame)).to.deep.equal([])
    await expectToFit(frame, look)
    await shoot(visit, 'operations-finder-dark-phone')
    await visit.end()
  })
})
