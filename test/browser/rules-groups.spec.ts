import { expect } from 'chai'
import type { Frame } from 'playwright-core'
import { browserSuite } from './browser.ts'
import { expectToFit, faultsOf, PHONE, shoot } from './looks.ts'
import { startStage, type Look, type Stage } from './stage.ts'

browserSuite('the tabs of groups, networks and limits in a browser', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await startStage()
  })
  afterEach(() => stage.stop())

  it('takes an admin from the product’s groups to who may call, with a question in between', async () => {
    const { frame, complaints, focused, end } = await stage.visit('admin', 'rules')
    await open(frame, 'Groups')
    await frame.getByText('No group yet', { exact: true }).waitFor()
    await frame.getByRole('button', { name: 'Add group' }).click()
    await frame.getByRole('heading', { name: 'Add a group' }).waitFor()
    expect(await focused()).to.equal('Add a group')
    await frame.getByLabel('Name', { exact: false }).first().fill('Engineers')

    // Enter in the field of the search searches, and does not save what is half typed.
    const search = frame.getByRole('searchbox')
    await search.fill('dev')
    await search.press('Enter')
    await frame.getByText('1 more group has “dev” in the name.').waitFor()
    expect(await focused()).to.include('1 more group has')
    await frame.getByRole('checkbox', { name: 'developers' }).check()
    await search.fill('site')
    await frame.getByRole('button', { name: 'Search' }).click()
    await frame.getByRole('checkbox', { name: 'site-admins' }).waitFor()
    expect(await frame.getByRole('checkbox', { name: 'developers' }).isChecked()).to.equal(true)
    expect(await frame.locator('#group-name').inputValue()).to.equal('Engineers')
    await frame.getByRole('button', { name: 'Save group' }).click()
    await frame.getByText('“Engineers” is saved').waitFor()
    await frame.getByText('(group of Jira)').waitFor()

    const mayCall = frame.getByRole('group', { name: 'Who may call', exact: true })
    expect(await mayCall.getByRole('checkbox', { name: 'Engineers' }).isVisible()).to.equal(false)
    await mayCall.getByRole('radio', { name: 'Members of the ticked groups' }).check()
    await mayCall.getByRole('checkbox', { name: 'Engineers' }).check()
    await frame.getByRole('button', { name: 'Save what groups are for' }).click()
    await frame.getByText('Nothing is saved yet').waitFor()
    expect(await focused()).to.include('Nothing is saved yet')
    await frame.getByText('You yourself may not call any more').waitFor()
    await frame.getByRole('button', { name: 'Leave it as it was' }).click()
    await frame.getByText('Nothing is saved yet').waitFor({ state: 'detached' })
    expect(await frame.getByRole('radio', { name: 'Everyone' }).first().isChecked()).to.equal(true)

    await mayCall.getByRole('radio', { name: 'Members of the ticked groups' }).check()
    await mayCall.getByRole('checkbox', { name: 'Engineers' }).check()
    await frame.getByRole('button', { name: 'Save what groups are for' }).click()
    await frame.getByRole('button', { name: 'Save all the same' }).click()
    await frame.getByText('What groups are for is saved').waitFor()

    await frame.getByText('Remove Engineers').click()
    await frame.getByText('cannot be removed while it is named').waitFor()
    expect(complaints).to.be.empty
    await end()
  })

  it('refuses a proxy whose word nobody has to prove, and asks before networks are closed', async () => {
    const { frame, end } = await stage.visit('admin', 'rules')
    await open(frame, 'Networks')
    await frame.getByLabel('Header with the caller’s address').fill('x-forwarded-for')
    await frame.getByLabel('Denied networks').fill('192.0.2.0/24')
    await frame.getByRole('button', { name: 'Save networks' }).click()
    await frame.getByText('Anybody could write that header').waitFor()
    expect(await frame.locator('#networks-proxy-trusted:focus').count()).to.equal(1)
    await frame.getByLabel('Header with the caller’s address').fill('')
    await frame.getByRole('button', { name: 'Save networks' }).click()
    await frame.getByText('Callers from 192.0.2.0/24: denied from now on.').waitFor()
    await frame.getByRole('button', { name: 'Save all the same' }).click()
    await frame.getByText('The networks are saved').waitFor()
    await frame.getByText('never from the one that is denied').waitFor()
    await end()
  })

  it('adds a limit by one click and one by hand, and removes it', async () => {
    const { frame, complaints, end } = await stage.visit('admin', 'rules')
    await open(frame, 'Limits')
    await frame.getByRole('button', { name: 'Add the limit Each credential' }).click()
    await frame.getByText('“Each credential” is added').waitFor()
    await frame.getByRole('button', { name: 'Add limit' }).click()
    await frame.locator('#limit-name').fill('Pages')
    await frame.locator('#limit-points').fill('5')
    expect(await frame.getByRole('checkbox', { name: 'Pages of Gatehouse' }).isVisible()).to.equal(
      false,
    )
    await frame.getByRole('radio', { name: 'Calls that fit what is ticked' }).check()
    await frame.getByRole('checkbox', { name: 'Pages of Gatehouse' }).check()
    await frame.getByRole('button', { name: 'Save limit' }).click()
    await frame.getByText('Nothing is saved yet').waitFor()
    expect(await frame.locator('#limit-points').inputValue()).to.equal('5')
    await frame.getByRole('button', { name: 'Save all the same' }).click()
    await frame.getByText('5 points a minute for each credential').waitFor()
    await frame.getByText('Remove Pages').click()
    await frame.getByRole('button', { name: 'Remove limit' }).click()
    await frame.getByText('“Pages” is removed').waitFor()
    await frame.getByRole('button', { name: 'Serve reads' }).click()
    await frame.getByText('reads are served from now on').waitFor()
    await frame.getByRole('button', { name: 'Refuse reads' }).click()
    await frame.getByRole('button', { name: 'Save all the same' }).click()
    await frame.getByText('reads are refused from now on').waitFor()
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

    it(`have in ${name} no fault that axe can find, from the empty lists to a question`, async () => {
      const visit = await stage.visit('admin', 'rules', look)
      const { frame } = visit
      const look_ = async (what: string) => {
        await shoot(visit, `rules-${what}-${name}`)
        expect(await faultsOf(frame), what).to.deep.equal([])
        await expectToFit(frame, look)
      }
      await open(frame, 'Groups')
      await look_('groups-empty')
      await frame.getByRole('button', { name: 'Add group' }).click()
      await frame.getByRole('searchbox').fill('e')
      await frame.getByRole('button', { name: 'Search' }).click()
      await frame.getByText('more groups have').waitFor()
      await frame.getByRole('button', { name: 'Save group' }).click()
      await frame.locator('#group-name-fault').waitFor()
      await look_('groups-fault')
      await frame.locator('#group-name').fill('Engineers')
      await frame.getByRole('searchbox').fill('e')
      await frame.getByRole('button', { name: 'Search' }).click()
      await frame.getByRole('checkbox', { name: 'developers' }).check()
      await frame.locator('#group-tokenDaysMax').fill('30')
      await look_('groups-form')
      await frame.getByRole('button', { name: 'Save group' }).click()
      await frame.getByRole('button', { name: 'Save all the same' }).click()
      await frame.getByText('“Engineers” is saved').waitFor()
      await frame.getByRole('radio', { name: 'Members of the ticked groups' }).first().check()
      await frame.getByRole('checkbox', { name: 'Engineers' }).first().check()
      await frame.getByRole('button', { name: 'Save what groups are for' }).click()
      await frame.getByText('Nothing is saved yet').waitFor()
      await look_('groups-question')
      await frame.getByRole('button', { name: 'Save all the same' }).click()
      await frame.getByText('What groups are for is saved').waitFor()
      await frame.getByText('Remove Engineers').click()
      await look_('groups-list')
      await open(frame, 'Networks')
      await frame.getByLabel('Allowed networks').fill('10.0.0.5/8\n203.0.113.0/24')
      await frame.getByRole('button', { name: 'Save networks' }).click()
      await frame.locator('#networks-allow-fault').waitFor()
      await look_('networks')
      await open(frame, 'Limits')
      await look_('limits-empty')
      await frame.getByRole('button', { name: 'Add the limit Each credential' }).click()
      await frame.getByText('is added').waitFor()
      await look_('limits-list')
      await frame.getByRole('button', { name: 'Edit Each credential' }).click()
      await frame.getByRole('radio', { name: 'Calls that fit what is ticked' }).check()
      await look_('limits-form')
      await visit.end()
    })
  }
})

async function open(frame: Frame, tab: 'Groups' | 'Networks' | 'Limits'): Promise<void> {
  await frame.getByRole('button', { name: tab, exact: true }).click()
  await frame.locator(`[aria-current='page']`, { hasText: tab }).waitFor()
}
