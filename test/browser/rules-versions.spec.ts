import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { browserSuite } from './browser.ts'
import { expectToFit, faultsOf, PHONE, shoot } from './looks.ts'
import { startStage, type Look, type Stage, type Visit } from './stage.ts'

const LOOKS: readonly Look[] = [
  { theme: 'light' },
  { theme: 'dark' },
  { theme: 'light', width: PHONE },
  { theme: 'dark', width: PHONE },
]

browserSuite('the tab of versions in a browser', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await startStage()
    await switchOff(stage, 'API tokens')
    await switchOff(stage, 'Tokens of identity providers')
  })
  afterEach(() => stage.stop())

  it('goes back to an earlier version, after it was said what that changes', async () => {
    const { frame, complaints, focused, end } = await openVersions(stage)
    await frame
      .locator('tr[data-version]')
      .first()
      .getByText(/^Version \d/)
      .waitFor()
    const newest = Number(
      await frame.locator('tr[data-version]').first().getAttribute('data-version'),
    )
    await frame
      .getByRole('button', { name: `What changed in version ${newest}`, exact: true })
      .click()
    await frame.getByRole('heading', { name: `What Version ${newest} changed` }).waitFor()
    expect(await focused()).to.equal(`What Version ${newest} changed`)
    await frame.getByText('providerTokens').waitFor()
    await frame.getByRole('button', { name: 'Back to all versions' }).click()
    await frame.getByRole('button', { name: `Restore version ${newest - 1}`, exact: true }).click()
    await frame.getByText('Who gains access').waitFor()
    await frame.getByRole('button', { name: `Restore version ${newest - 1}`, exact: true }).click()
    await frame.getByText(`Version ${newest - 1} is restored`).waitFor()
    await frame
      .locator(`tr[data-version="${newest + 1}"]`)
      .getByText('Holds now')
      .waitFor()
    expect(complaints).to.be.empty
    await end()
  })

  it('saves the rules as a file and copies them, and imports a file that was changed', async () => {
    const { frame, host, complaints, end } = await openVersions(stage)
    await frame.getByRole('button', { name: 'Export' }).click()
    const text = await frame.locator('#policy-export').inputValue()
    const saving = host.waitForEvent('download')
    await frame.getByRole('button', { name: 'Save as a file' }).click()
    const file = await saving
    expect(file.suggestedFilename()).to.match(/^gatehouse-jira-.*-v\d+\.json$/)
    expect(await readFile(await file.path(), 'utf8')).to.equal(text)
    await frame.getByRole('button', { name: 'Copy' }).click()
    await frame.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await host.evaluate<string>('navigator.clipboard.readText()')).to.equal(text)
    await frame.getByRole('button', { name: 'Back to all versions' }).click()

    await frame.getByRole('button', { name: 'Import' }).click()
    const changed = text.replace('"apiTokens": false', '"apiTokens": true')
    await frame.locator('#import-file').setInputFiles({
      name: 'rules.json',
      mimeType: 'application/json',
      buffer: Buffer.from(changed.replace('"contextTokens": true', '"contextTokens": "yes"')),
    })
    await frame.getByRole('button', { name: 'Check' }).click()
    await frame.getByText('switches.contextTokens').waitFor()
    // What was read stays in the browser, to be mended there.
    await frame.locator('#import-text').fill(changed)
    await frame.getByRole('button', { name: 'Check' }).click()
    await frame.getByText('What importing would change').waitFor()
    await frame.getByText('Callers with API tokens: they are taken again').waitFor()
    await frame.getByRole('button', { name: 'Import these rules' }).click()
    await frame.getByText('The rules are imported').waitFor()
    // The browser itself reports the 422 of the first attempt, and nothing else.
    expect(complaints.filter((each) => !each.includes('422'))).to.be.empty
    await end()
  })

  for (const look of LOOKS) {
    const name = `${look.theme ?? 'light'}${look.width === undefined ? '' : `-${look.width}`}`

    it(`has no fault that axe can find in ${name}`, async () => {
      const visit = await openVersions(stage, look)
      const { frame } = visit
      const check = async (sight: string) => {
        expect(await faultsOf(frame)).to.be.empty
        await expectToFit(frame, look)
        await shoot(visit, `rules-versions-${sight}-${name}`)
      }
      await check('list')
      await frame
        .getByRole('button', { name: /^What changed in version/ })
        .first()
        .click()
      await frame.getByText('providerTokens').waitFor()
      await check('difference')
      await frame.getByRole('button', { name: 'Back to all versions' }).click()
      await frame
        .getByRole('button', { name: /^Restore version/ })
        .last()
        .click()
      await frame.getByText('Who gains access').waitFor()
      await check('restore')
      await frame.getByRole('button', { name: 'Leave everything as it is' }).click()
      await frame.getByRole('button', { name: 'Export' }).click()
      await frame.locator('#policy-export').waitFor()
      const text = await frame.locator('#policy-export').inputValue()
      await check('export')
      await frame.getByRole('button', { name: 'Back to all versions' }).click()
      await frame.getByRole('button', { name: 'Import' }).click()
      await frame.locator('#import-text').fill(text.replace('"gateway": true', '"gateway": 1'))
      await frame.getByRole('button', { name: 'Check' }).click()
      await frame.getByText('switches.gateway').waitFor()
      await check('import-faults')
      await frame.locator('#import-text').fill(text.replace('"gateway": true', '"gateway": false'))
      await frame.getByRole('button', { name: 'Check' }).click()
      await frame.getByText('What importing would change').waitFor()
      await check('import')
      await visit.end()
    })
  }
})

async function openVersions(stage: Stage, look?: Look): Promise<Visit> {
  const visit = await stage.visit('admin', 'rules', look)
  await visit.frame.getByRole('button', { name: 'Versions', exact: true }).click()
  await visit.frame.getByRole('heading', { name: 'Versions of all rules' }).waitFor()
  return visit
}

async function switchOff(stage: Stage, title: string): Promise<void> {
  const { frame, end } = await stage.visit('admin', 'rules')
  await frame.getByRole('button', { name: 'Switches', exact: true }).click()
  await frame.getByText(`Switch off: ${title}`, { exact: true }).click()
  await frame.getByRole('button', { name: 'Switch it off' }).click()
  await frame.locator('#notice').getByText('from now on').waitFor()
  await end()
}
