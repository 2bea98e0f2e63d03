import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { openAll } from '../support/a-world.ts'
import { visit as visitPages } from '../support/page-visitor.ts'
import { aBusyLog } from './a-busy-log.ts'
import { browserSuite } from './browser.ts'
import { expectToFit, faultsOf, PHONE, shoot } from './looks.ts'
import { startStage, type Look, type Stage, type Visit } from './stage.ts'

const LOOKS: readonly Look[] = [
  { theme: 'light' },
  { theme: 'dark' },
  { theme: 'light', width: PHONE },
  { theme: 'dark', width: PHONE },
]

browserSuite('the overview and its events in a browser', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await startStage()
  })
  afterEach(() => stage.stop())

  const hasLog = async () => {
    const { alice, admin } = stage.world.site.people
    await openAll(stage.gatehouse, [stage.installation], admin)
    await visitPages(stage.installation, alice).createToken({ name: 'nightly build', days: '7' })
    const { app } = stage.gatehouse
    const { product, clientKey } = stage.installation
    const tenantId = app.directory.byClientKey(product, clientKey)?.id ?? ''
    const [token] = await app.tokens.list(tenantId)
    await aBusyLog(stage, { id: token?.id ?? '' })
  }

  it('says on a new site what to do, and what hinders every call', async () => {
    const { frame, complaints, end } = await stage.visit('admin', 'overview')
    await frame.getByText('No program has called yet').waitFor()
    await frame.getByText('Nothing can be called yet').waitFor()
    await frame.getByRole('button', { name: 'Events', exact: true }).click()
    await frame.locator('tr[data-event]', { hasText: 'Gatehouse was installed' }).waitFor()
    expect(complaints).to.be.empty
    await end()
  })

  it('takes an admin from a number to the events behind it, and on to their filter', async () => {
    await hasLog()
    const { frame, complaints, focused, end } = await stage.visit('admin', 'overview')
    await frame.getByRole('button', { name: '30 days' }).click()
    await frame.getByRole('img', { name: 'Calls in the last 30 days' }).waitFor()
    const figure = frame.locator('.figure', { hasText: 'Refused by the rules' }).getByRole('button')
    const count = Number.parseInt((await figure.textContent()) ?? '', 10)
    expect(count).to.be.greaterThan(10)
    await figure.click()
    await frame.getByRole('button', { name: /^Refused \(remove\)/ }).waitFor()
    expect(await focused()).to.equal('Events')
    expect(await frame.locator('tr[data-event]').count()).to.equal(Math.min(50, count))

    await frame.getByText('Filter', { exact: true }).click()
    await frame.getByLabel('Method').fill('DELETE')
    await frame.getByRole('button', { name: 'Show events' }).click()
    await frame.getByRole('button', { name: 'Method: DELETE (remove)' }).waitFor()
    const row = frame.locator('tr[data-event]').first()
    expect(await row.textContent()).to.include('DELETE /rest/api/3/issue/OPS-1')
    expect(await row.textContent()).to.include('API token “nightly build”')
    const more = frame.locator('tr.event-more').first()
    await more.getByText('All that was recorded').click()
    await more.getByText('resource:no-deletes').waitFor()
    await more.getByText('requestId').waitFor()
    await more.getByRole('button', { name: 'Only this caller' }).click()
    await frame.getByRole('button', { name: /^Caller: api-token/ }).waitFor()
    await frame.getByRole('button', { name: 'Show older events' }).click()
    await frame.getByRole('button', { name: 'Show the newest' }).waitFor()
    expect(complaints).to.be.empty
    await end()
  })

  it('tells a filter that it does not understand at its field', async () => {
    await hasLog()
    const { frame, end } = await stage.visit('admin', 'overview')
    await frame.getByRole('button', { name: 'Events', exact: true }).click()
    await frame.getByText('Filter', { exact: true }).click()
    await frame.getByLabel('Operation or path').fill('x'.repeat(3_000))
    await frame.getByRole('button', { name: 'Show events' }).click()
    await frame.getByText('Must be shorter.').waitFor()
    await end()
  })

  it('saves what the list is limited to as a file, in the words of the filter', async () => {
    await hasLog()
    const { host, frame, complaints, end } = await stage.visit('admin', 'overview')
    const part = frame.locator('.part', { hasText: 'Calls the product shows as the app’s' })
    const link = part.getByRole('button').first()
    const count = Number.parseInt((await link.textContent()) ?? '', 10)
    expect(count).to.be.greaterThan(3)
    await link.click()
    await frame.getByRole('button', { name: /^The product shows the app as the author/ }).waitFor()
    expect(await frame.locator('tr[data-event]').count()).to.equal(count)
    for (const [name, lines] of [
      ['Save as CSV', count + 1],
      ['Save as NDJSON', count],
    ] as const) {
      const saved = host.waitForEvent('download')
      await frame.getByRole('button', { name }).click()
      const file = await saved
      expect(file.suggestedFilename()).to.match(/^gatehouse-events-\d{4}-\d\d-\d\d\.(csv|ndjson)$/)
      const text = await readFile(await file.path(), 'utf8')
      expect(text.trimEnd().split('\n')).to.have.length(lines)
    }
    expect(complaints).to.be.empty
    await end()
  })

  it('says where it happened that no file could be made', async () => {
    await hasLog()
    const { host, frame, end } = await stage.visit('admin', 'overview')
    await frame.getByRole('button', { name: 'Events', exact: true }).click()
    await host.route('**/api/v1/events/export**', (route) => route.fulfill({ status: 503 }))
    await frame.getByRole('button', { name: 'Save as CSV' }).click()
    await frame.getByText('The file was not saved').waitFor()
    expect(await frame.getByRole('button', { name: 'Save as CSV' }).isEnabled()).to.equal(true)
    await end()
  })

  it('takes an admin from the map of last use to just those calls', async () => {
    await hasLog()
    const { frame, complaints, end } = await stage.visit('admin', 'overview')
    await frame.getByRole('button', { name: '30 days' }).click()
    await frame.getByRole('img', { name: 'Calls in the last 30 days' }).waitFor()
    const map = frame.getByRole('table', { name: 'When operations were last used' })
    const cell = map.getByRole('button', { name: /GET .* by API token “nightly build”/ }).first()
    const count = Number.parseInt((await cell.textContent()) ?? '', 10)
    await cell.click()
    await frame.getByRole('button', { name: /^Operation or path: / }).waitFor()
    expect(await frame.locator('tr[data-event]').count()).to.equal(Math.min(50, count))
    expect(complaints).to.be.empty
    await end()
  })

  for (const look of LOOKS) {
    const name = `${look.theme ?? 'light'}${look.width === undefined ? '' : `-${String(look.width)}`}`

    const check = async (visit: Visit, sight: string) => {
      expect(await faultsOf(visit.frame)).to.be.empty
      await expectToFit(visit.frame, look)
      await shoot(visit, `${sight}-${name}`)
    }

    it(`has no fault that axe can find in the summary, ${name}`, async () => {
      const empty = await stage.visit('admin', 'overview', look)
      await check(empty, 'overview-new')
      await empty.end()
      await hasLog()
      const visit = await stage.visit('admin', 'overview', look)
      await check(visit, 'overview-summary')
      const { frame } = visit
      await frame.getByRole('button', { name: '30 days' }).click()
      await frame.getByRole('img', { name: 'Calls in the last 30 days' }).waitFor()
      await frame.getByText('The same as a table').click()
      await check(visit, 'overview-summary-30')
      await visit.end()
    })

    it(`has no fault that axe can find in the events, ${name}`, async () => {
      await hasLog()
      const visit = await stage.visit('admin', 'overview', look)
      const { frame } = visit
      await frame.locator('.figure').getByRole('button').first().click()
      await frame.locator('tr[data-event]').first().waitFor()
      await frame.getByText('Filter', { exact: true }).click()
      await frame.getByText('Everything else that is recorded').click()
      await frame.getByText('All that was recorded').first().click()
      await check(visit, 'overview-events')
      await visit.end()
    })

    it(`has no fault that axe can find in one’s own calls, ${name}`, async () => {
      await hasLog()
      const own = await stage.visit('alice', 'api-access', look)
      await own.frame.getByRole('heading', { name: 'Your calls' }).waitFor()
      await check(own, 'own-usage')
      await own.end()
    })
  }
})
