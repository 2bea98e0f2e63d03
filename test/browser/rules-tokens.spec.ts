import { expect } from 'chai'
import type { Frame } from 'playwright-core'
import { browserSuite } from './browser.ts'
import { expectToFit, faultsOf, PHONE, shoot } from './looks.ts'
import { startStage, type Look, type Stage, type Visit } from './stage.ts'

const LOOKS: readonly Look[] = [
  { theme: 'light' },
  { theme: 'dark' },
  { theme: 'light', width: PHONE },
  { theme: 'dark', width: PHONE },
]

browserSuite('the tabs of tokens and switches in a browser', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await startStage()
  })
  afterEach(() => stage.stop())

  const callWith = (token: string) =>
    fetch(`${stage.gatehouse.url}/sites/${stage.world.site.host}/rest/api/3/myself`, {
      headers: { authorization: `Bearer ${token}` },
    })
  const ownTokenOf = async (who: 'alice' | 'bob', name: string) => {
    const { frame, end } = await stage.visit(who, 'api-access')
    await frame.locator('#token-name').fill(name)
    await frame.getByRole('button', { name: 'Create token' }).click()
    const token = await frame.locator('#token-text').innerText()
    await end()
    return token
  }

  it('lets an admin find somebody else’s token and end it, while the filter stays', async () => {
    const token = await ownTokenOf('alice', 'Forgotten script')
    await ownTokenOf('bob', 'Terraform')
    const { frame, complaints, end } = await openTab(stage, 'Tokens')
    // The person's name, which only the product knows.
    await frame.getByText('Alice Abbott').waitFor()
    await frame.getByLabel('Find a token').fill('alice')
    const rows = frame.locator('tr[data-token-row]:visible')
    expect(await rows.count()).to.equal(1)
    await rows.getByText('Revoke Forgotten script').click()
    await rows.getByRole('button', { name: 'Revoke token' }).click()
    await frame.getByText('The token is revoked').waitFor()
    await frame.getByText('Alice Abbott').waitFor()
    expect(await rows.count(), 'the filter stays').to.equal(1)
    await frame.getByLabel('State').selectOption('live')
    await frame.getByText('No token matches the filter').waitFor()
    expect((await callWith(token)).status).to.equal(401)
    expect(complaints).to.be.empty
    await end()
  })

  it('makes a token for a service account, which is copied, and rotates it', async () => {
    const { frame, complaints, focused, end } = await openTab(stage, 'Tokens')
    await createService(frame, stage.world.site.people.alice.accountId)
    expect(await focused()).to.equal('Copy your token now')
    const first = await frame.locator('#token-text').innerText()
    await frame.getByText('Service account: Report of open issues').waitFor()
    await frame.getByText('Rotate Nightly report').click()
    await frame.getByLabel('The old one works on for').selectOption('0')
    await frame.getByRole('button', { name: 'Rotate token' }).click()
    await frame.getByText('Takes the place of the one created on').waitFor()
    expect(await frame.locator('#token-text').innerText()).not.to.equal(first)
    expect((await callWith(first)).status).to.equal(401)
    expect(complaints).to.be.empty
    await end()
  })

  it('says how many tokens a shorter life ends before it is saved', async () => {
    await ownTokenOf('alice', 'Nightly build')
    const { frame, end } = await openTab(stage, 'Tokens')
    await frame.getByLabel('Longest life').selectOption('7')
    await frame.getByRole('button', { name: 'Save rules' }).click()
    await frame.getByText('1 active token ends earlier than now').waitFor()
    await frame.getByRole('button', { name: 'Save all the same' }).click()
    await frame.getByText('The rules are saved').waitFor()
    await frame.getByText('by the rule on the longest life').waitFor()
    await end()
  })

  it('switches the gateway off after it was said who loses access, and on again', async () => {
    const { frame, complaints, end } = await openTab(stage, 'Switches')
    await frame.getByText('Switch off: Gateway').click()
    await frame.getByText('the gateway is switched off and serves no call').waitFor()
    await frame.getByRole('button', { name: 'Switch it off' }).click()
    await frame.locator('#notice').getByText('The gateway is off').waitFor()
    await frame.getByRole('button', { name: /^Switch on ?: Gateway/ }).click()
    await frame.locator('#notice').getByText('The gateway is on').waitFor()
    expect(complaints).to.be.empty
    await end()
  })

  it('switches creating off and on again, with its effect on what users see', async () => {
    const admin = await openTab(stage, 'Switches')
    await admin.frame.getByText('Switch off: Users may create tokens').click()
    await admin.frame.getByRole('button', { name: 'Switch it off' }).click()
    const told = admin.frame.locator('#notice')
    await told.getByText('From now on only administrators may create tokens').waitFor()

    const user = await stage.visit('alice', 'api-access')
    expect(await user.frame.getByText('Creating tokens is switched off').count()).to.equal(1)
    expect(await user.frame.getByRole('button', { name: 'Create token' }).count()).to.equal(0)
    await user.end()

    await admin.frame.locator('#switch-usersMayCreateTokens').click()
    await told.getByText('Users may create tokens again').waitFor()
    expect(admin.complaints).to.be.empty
    await admin.end()
  })

  it('shortens the life of tokens by keyboard alone; a form that was open before is corrected', async () => {
    const user = await stage.visit('alice', 'api-access')
    await user.frame.locator('#token-name').fill('Opened before')
    await user.frame.getByLabel('Ends after').selectOption('90')

    const admin = await openTab(stage, 'Tokens')
    await admin.frame.getByLabel('Longest life').focus()
    await admin.host.keyboard.type('30')
    for (const field of ['liveMax', 'idleDays']) {
      await admin.host.keyboard.press('Tab')
      await admin.frame.locator(`[name=${field}]:focus`).waitFor()
    }
    await admin.host.keyboard.press('Enter')
    await admin.frame.getByText('Nothing is saved yet').waitFor()
    expect(await admin.focused()).to.include('Nothing is saved yet')
    await admin.host.keyboard.press('Tab')
    await admin.host.keyboard.press('Enter')
    await admin.frame.locator('#notice[aria-live=polite]').getByText('rules are saved').waitFor()
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

  it('lets a person limit and rotate a token of their own', async () => {
    await ownTokenOf('alice', 'Nightly build')
    const { frame, complaints, focused, end } = await stage.visit('alice', 'api-access')
    await frame.getByRole('button', { name: 'Limit Nightly build' }).click()
    await frame.getByRole('heading', { name: 'Limit “Nightly build”' }).waitFor()
    expect(await focused()).to.equal('Limit “Nightly build”')
    await frame.locator('#narrow-networks').fill('10.0.0.0/8')
    await frame.getByRole('button', { name: 'Save limits' }).click()
    await frame.getByText('Only from 10.0.0.0/8').waitFor()
    await frame.getByRole('button', { name: 'Limit Nightly build' }).click()
    await frame.getByRole('button', { name: 'Cancel', exact: true }).click()
    await frame.locator('#narrow-networks').waitFor({ state: 'detached' })
    await frame.getByText('Rotate Nightly build').click()
    await frame.getByRole('button', { name: 'Rotate token' }).click()
    await frame.locator('#token-text').waitFor()
    await frame.getByText('Was rotated: works on until').waitFor()
    expect(complaints).to.be.empty
    await end()
  })

  for (const look of LOOKS) {
    const name = `${look.theme ?? 'light'}${look.width === undefined ? '' : `-${look.width}`}`

    it(`have no fault that axe can find in ${name}`, async () => {
      await ownTokenOf('alice', 'Nightly build')
      const visit = await openTab(stage, 'Tokens', look)
      const { frame } = visit
      await frame.getByText('Alice Abbott').waitFor()
      await createService(frame, stage.world.site.people.bob.accountId)
      expect(await faultsOf(frame)).to.be.empty
      await expectToFit(frame, look)
      await shoot(visit, `rules-tokens-${name}`)
      await frame.getByText('Create a token for a service account').click()
      await frame.getByRole('button', { name: 'Create token' }).click()
      await frame.locator('#service-name-fault').waitFor()
      await frame.getByLabel('Days without use').fill('7')
      await frame.getByText('Rotate Nightly report').click()
      expect(await faultsOf(frame)).to.be.empty
      await expectToFit(frame, look)
      await shoot(visit, `rules-tokens-form-${name}`)

      await frame.getByRole('button', { name: 'Switches', exact: true }).click()
      await frame.getByRole('heading', { name: 'The gateway', exact: true }).waitFor()
      await frame.getByText('Switch off: Gateway').click()
      expect(await faultsOf(frame)).to.be.empty
      await expectToFit(frame, look)
      await shoot(visit, `rules-switches-${name}`)
      await visit.end()

      const own = await stage.visit('alice', 'api-access', look)
      await own.frame.getByText('Advanced: limit it').click()
      await own.frame.getByRole('button', { name: 'Limit Nightly build' }).click()
      await own.frame.getByRole('heading', { name: 'Limit “Nightly build”' }).waitFor()
      expect(await faultsOf(own.frame)).to.be.empty
      await expectToFit(own.frame, look)
      await shoot(own, `api-access-limit-${name}`)
      await own.end()
    })
  }
})

async function openTab(stage: Stage, tab: string, look?: Look): Promise<Visit> {
  const visit = await stage.visit('admin', 'rules', look)
  await visit.frame.getByRole('button', { name: tab, exact: true }).click()
  await visit.frame.locator('.tab[aria-current=page]').getByText(tab, { exact: true }).waitFor()
  return visit
}

async function createService(frame: Frame, owner: string): Promise<void> {
  await frame.getByText('Create a token for a service account').click()
  await frame.locator('#service-name').fill('Nightly report')
  await frame.locator('#service-purpose').fill('Report of open issues')
  await frame.locator('#service-owner').fill(owner)
  await frame.getByRole('button', { name: 'Create token' }).click()
  await frame.locator('#token-text').waitFor()
}
