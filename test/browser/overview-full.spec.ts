import { expect } from 'chai'
import { aFullSite } from './a-full-site.ts'
import { browserSuite } from './browser.ts'
import { expectToFit, faultsOf, PHONE, shoot } from './looks.ts'
import { startStage, type Look, type Stage } from './stage.ts'

const LOOKS: readonly Look[] = [
  { theme: 'light' },
  { theme: 'dark' },
  { theme: 'light', width: PHONE },
  { theme: 'dark', width: PHONE },
]

browserSuite('the overview of a site where everything goes on, in a browser', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await startStage()
  })
  afterEach(() => stage.stop())

  it('has every part, each without a fault that axe can find, in each look', async () => {
    await aFullSite(stage)
    for (const look of LOOKS) {
      const name = `${look.theme ?? ''}${look.width === undefined ? '' : '-phone'}`
      const visit = await stage.visit('admin', 'overview', look)
      const { frame } = visit
      for (const name of PARTS) await frame.getByRole('heading', { name, exact: true }).waitFor()
      await frame.getByText('1 caller', { exact: false }).first().waitFor()
      await frame.getByText('Does not answer').waitFor()
      await frame.getByText('points', { exact: false }).first().waitFor()
      await shoot(visit, `overview-full-${name}`)
      expect(await faultsOf(frame), name).to.be.empty
      await expectToFit(frame, look)
      expect(visit.complaints).to.be.empty
      await visit.end()
    }
  }).timeout(120_000)

  it('opens by each number of calls exactly so many events', async () => {
    await aFullSite(stage)
    const { frame, end } = await stage.visit('admin', 'overview')
    const numbers = frame
      .locator('#overview .number-link')
      .filter({ hasText: /^\d+ (?!caller|ms|s )/, visible: true })
    const count = await numbers.count()
    expect(count).to.be.greaterThan(12)
    for (let at = 0; at < count; at += 1) {
      const text = (await numbers.nth(at).textContent()) ?? ''
      await numbers.nth(at).click()
      await frame.getByRole('heading', { name: 'What was called and what was changed' }).waitFor()
      const rows = await frame.locator('tr[data-event]').count()
      expect(rows, text).to.equal(Number.parseInt(text, 10))
      await frame.getByRole('button', { name: 'Overview', exact: true }).click()
      await frame.getByRole('heading', { name: 'Who calls most' }).waitFor()
    }
    await end()
  }).timeout(120_000)

  it('names what was stopped as people call it', async () => {
    await aFullSite(stage)
    const { frame, end } = await stage.visit('admin', 'overview')
    const banner = frame.locator('.notice-banner')
    await banner.getByText('API token “cleaning agent with a rather long name').waitFor()
    await frame.getByText('The rule “Nothing is written to the archive').first().waitFor()
    await end()
  })

  it('explains to whoever pastes the id of a refusal, also of a caller that is locked', async () => {
    const { deniedRequestId, lockedRequestId, unaskedRequestId } = await aFullSite(stage)
    const visit = await stage.visit('admin', 'overview')
    const { frame, end } = visit
    await frame.getByRole('button', { name: 'Why?', exact: true }).click()
    const ask = async (id: string, name: string) => {
      await frame.getByLabel('Id of a request or of an event').fill(` ${id} `)
      await frame.getByRole('button', { name: 'Explain', exact: true }).click()
      await frame.locator(`input[value="${id}"]`).waitFor()
      await shoot(visit, `overview-full-why-${name}`)
      return frame.locator('#overview').innerText()
    }
    expect(await ask(deniedRequestId, 'denied')).to.include('Denied by “Nobody lists all users”')
    const locked = await ask(lockedRequestId, 'locked')
    expect(locked).to.include('Refused, because its caller is locked')
    expect(locked).to.include('Unlock it under Locked callers')
    const unasked = await ask(unaskedRequestId, 'provider')
    expect(unasked).to.include('It was refused').and.to.include('could not be asked')
    await end()
  })
})

const PARTS = [
  'Calls',
  'What Jira still grants',
  'Locked out of deleting',
  'Identity providers',
  'Why calls were refused',
  'How long answers took',
  'Who calls most',
  'What rules in shadow found',
  'What the product itself refused',
  'Tokens that end within 14 days',
]
