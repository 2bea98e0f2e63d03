import { expect } from 'chai'
import { browserSuite } from './browser.ts'
import { expectToFit, faultsOf, PHONE, shoot } from './looks.ts'
import { startStage, type Look, type Stage } from './stage.ts'

const LOOKS: readonly Look[] = [
  { theme: 'light' },
  { theme: 'dark' },
  { theme: 'light', width: PHONE },
  { theme: 'dark', width: PHONE },
]

browserSuite('the tab of the record in a browser', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await startStage()
  })
  afterEach(() => stage.stop())

  for (const look of LOOKS) {
    const name = `${look.theme ?? 'light'}${look.width === undefined ? '' : `-${String(look.width)}`}`

    it(`says what would be removed, asks, saves, and has no fault that axe can find in ${name}`, async () => {
      // The installation itself is recorded, and two days old by then.
      stage.gatehouse.clock.move(2 * 86_400_000)
      const visit = await stage.visit('admin', 'rules', look)
      const { frame, complaints, focused } = visit
      await frame.getByRole('button', { name: 'Record', exact: true }).click()
      await frame.getByText('Now all events are kept.').waitFor()
      expect(await faultsOf(frame)).to.be.empty
      await frame.getByLabel('Days to keep events').fill('0')
      await frame.getByRole('button', { name: 'Save how long the record is kept' }).click()
      await frame.locator('#record-keepDays-fault').waitFor()
      expect(await faultsOf(frame)).to.be.empty
      await frame.getByLabel('Days to keep events').fill('1')
      await frame.getByRole('button', { name: 'Save how long the record is kept' }).click()
      await frame.getByText('Events that are older than 1 days are removed').waitFor()
      await frame.getByText('within the hour').waitFor()
      expect(await focused()).to.contain('Nothing is saved yet')
      expect(await faultsOf(frame)).to.be.empty
      await expectToFit(frame, look)
      await shoot(visit, `rules-record-${name}`)
      await frame.getByRole('button', { name: 'Save all the same' }).click()
      await frame.getByText('Now events are kept for 1 day.').waitFor()
      await frame.getByLabel('Legal hold').check()
      await frame.getByRole('button', { name: 'Save how long the record is kept' }).click()
      await frame.getByText('A legal hold is set: nothing is removed.').waitFor()
      expect(await faultsOf(frame)).to.be.empty
      // The form that was refused.
      expect(complaints.filter((each) => !each.includes('422'))).to.deep.equal([])
      await visit.end()
    })
  }
})
