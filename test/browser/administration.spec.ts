import { expect } from 'chai'
import { browserSuite } from './browser.ts'
import { startStage, type Stage } from './stage.ts'

browserSuite('the administration page in a browser', () => {
  let stage: Stage
  before(async () => {
    stage = await startStage()
  })
  after(() => stage.stop())

  const tokenOf = async (who: 'alice' | 'bob', name: string) => {
    const [tenant] = [...stage.world.site.installations].map(({ clientKey }) =>
      stage.gatehouse.app.directory.byClientKey('jira', clientKey),
    )
    if (tenant === undefined) throw new Error('the app is not installed')
    const { text } = await stage.gatehouse.app.tokens.issue({
      tenantId: tenant.id,
      ownerAccountId: stage.world.site.people[who].accountId,
      name,
      access: 'read',
      actsAs: 'user',
      lifetimeDays: 30,
      lifetimeDaysMax: 365,
      requestId: 'made-by-the-test',
    })
    return text.reveal()
  }
  const callWith = (token: string) =>
    fetch(`${stage.gatehouse.url}/sites/${stage.world.site.host}/rest/api/3/myself`, {
      headers: { authorization: `Bearer ${token}` },
    })

  it('lets an admin find somebody else’s token and end it', async () => {
    const token = await tokenOf('alice', 'Forgotten script')
    await tokenOf('bob', 'Terraform')
    expect((await callWith(token)).status).to.equal(200)

    const { frame, complaints, end } = await stage.visit('admin', 'administration')
    // The person's name, which only the product knows.
    await frame.getByText('Alice Abbott').waitFor()
    await frame.getByLabel('Find a token').fill('alice')
    const rows = frame.locator('tr[data-token-row]:visible')
    expect(await rows.count()).to.equal(1)
    await rows.locator('summary').click()
    await rows.getByRole('button', { name: 'Revoke token' }).click()
    await frame.getByText('The token is revoked').waitFor()
    expect(await rows.count(), 'the filter stays').to.equal(1)
    await frame.getByLabel('State').selectOption('live')
    await frame.getByText('No token matches the filter').waitFor()

    expect((await callWith(token)).status).to.equal(401)
    expect(complaints).to.be.empty
    await end()
  })

  it('refuses a person who is no admin with a page that says what to do', async () => {
    const look = { uninvited: true }
    const { frame, complaints, end } = await stage.visit('alice', 'administration', look)
    expect(await frame.getByRole('heading', { level: 1 }).innerText()).to.equal(
      'Only Jira administrators can do this',
    )
    expect(await frame.getByRole('table').count()).to.equal(0)
    // The browser itself reports the 403 of a page, and nothing else.
    expect(complaints).to.have.length(1)
    expect(complaints[0]).to.include('403')
    await end()
  })

  it('switches creating off and on again, with its effect on what users see', async () => {
    const admin = await stage.visit('admin', 'administration')
    await admin.frame.locator('#create-switch-button[value=off]').click()
    await admin.frame.getByText('From now on only administrators may create tokens').waitFor()

    const user = await stage.visit('alice', 'api-access')
    expect(await user.frame.getByText('Creating tokens is switched off').count()).to.equal(1)
    expect(await user.frame.getByRole('button', { name: 'Create token' }).count()).to.equal(0)
    await user.end()

    await admin.frame.locator('#create-switch-button[value=on]').click()
    await admin.frame.getByText('Users may create tokens again').waitFor()
    expect(await admin.focused()).to.include('Switch off')
    expect(admin.complaints).to.be.empty
    await admin.end()
  })

  it('shortens the life of new tokens by keyboard alone; a form that was open before is corrected', async () => {
    const user = await stage.visit('alice', 'api-access')
    await user.frame.locator('#token-name').fill('Opened before')
    await user.frame.getByLabel('Ends after').selectOption('90')

    const admin = await stage.visit('admin', 'administration')
    await admin.frame.getByLabel('Longest life of a new token').focus()
    await admin.host.keyboard.type('30')
    await admin.host.keyboard.press('Tab')
    await admin.host.keyboard.press('Enter')
    const told = admin.frame.locator('#notice[aria-live=polite]')
    await told.getByText('a new token lives for at most 30 days').waitFor()
    expect(await admin.frame.getByText('A new token ends after 30 days').count()).to.equal(1)
    expect(await admin.focused()).to.equal('Save the longest life of a new token')
    expect(admin.complaints).to.be.empty
    await admin.end()

    await user.frame.getByRole('button', { name: 'Create token' }).click()
    await user.frame.getByText('at most 30 days are allowed').waitFor()
    const days = user.frame.getByLabel('Ends after')
    expect(await user.frame.locator('#token-days:focus').count()).to.equal(1)
    expect(await days.inputValue()).to.equal('30')
    expect(await days.locator('option').count()).to.equal(2)
    await user.frame.getByRole('button', { name: 'Create token' }).click()
    await user.frame.getByRole('rowheader', { name: 'Opened before New' }).waitFor()
    // The browser itself reports the 422 of the first attempt, and nothing else.
    expect(user.complaints).to.have.length(1)
    expect(user.complaints[0]).to.include('422')
    await user.end()
  })
})
