import { expect } from 'chai'
import { DEFAULT_LIMITS } from '../../src/policy/limit-rule.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { group } from '../policy/policy-parts.ts'
import { browserSuite } from './browser.ts'
import { expectToFit, faultsOf, PHONE, shoot } from './looks.ts'
import { startStage, type Look, type Stage } from './stage.ts'

const LOOKS: readonly Look[] = [
  { theme: 'light' },
  { theme: 'dark' },
  { theme: 'light', width: PHONE },
  { theme: 'dark', width: PHONE },
]

browserSuite('the product’s budget in a browser', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await startStage()
    const { product, clientKey } = stage.installation
    const { app } = stage.gatehouse
    const tenantId = app.directory.byClientKey(product, clientKey)?.id ?? ''
    const by = { actor: stage.world.site.people.admin.accountId, requestId: 'a-test' }
    await app.policies.change(tenantId, by, ({ document }) => ({
      ...document,
      groups: [
        group('robots', { name: 'Robots' }),
        group('engineers', { name: 'Engineers of the shop' }),
      ],
      resources: [EVERYTHING],
      limits: { ...DEFAULT_LIMITS, budget: { reservePercent: 20, lowPriority: [], weights: [] } },
    }))
  })
  afterEach(() => stage.stop())

  const nameOf = (look: Look) =>
    `${look.theme ?? 'light'}-${look.width === PHONE ? 'phone' : 'wide'}`

  for (const look of LOOKS) {
    it(`is shown on the overview and set among the limits, ${nameOf(look)}`, async () => {
      const pointsOf = (_method: string, path: string) => (path.includes('myself') ? 4 : 1)
      stage.world.site.quota.settings = { pointsPerHour: 80, pointsOf }
      const own = await stage.visit('alice', 'api-access')
      await own.frame.locator('#token-name').fill('Nightly report')
      await own.frame.getByRole('button', { name: 'Create token' }).click()
      const token = await own.frame.locator('#token-text').innerText()
      await own.end()
      for (let at = 0; at < 14; at += 1) {
        const url = `${stage.gatehouse.url}/sites/${stage.world.site.host}/rest/api/3/myself?at=${String(at)}`
        await fetch(url, { headers: { authorization: `Bearer ${token}` } })
      }

      const overview = await stage.visit('admin', 'overview', look)
      await overview.frame.getByText('What Jira still grants').waitFor()
      await overview.frame.getByText('points', { exact: false }).first().waitFor()
      expect(await faultsOf(overview.frame)).to.deep.equal([])
      await shoot(overview, `budget-overview-${nameOf(look)}`)
      await expectToFit(overview.frame, look)
      expect(overview.complaints).to.be.empty
      await overview.end()

      stage.world.site.quota.settings = {}
      const rules = await stage.visit('admin', 'rules', look)
      await rules.frame.getByRole('button', { name: 'Limits', exact: true }).click()
      await rules.frame.getByText('How callers share what the product grants').waitFor()
      await rules.frame.getByLabel('Gives way: Robots').check()
      await rules.frame.getByLabel('Shares of Engineers of the shop').fill('3')
      await rules.frame.getByRole('button', { name: 'Save how to share' }).click()
      await rules.frame.getByText('they give way to others').waitFor()
      expect(await faultsOf(rules.frame)).to.deep.equal([])
      await shoot(rules, `budget-limits-${nameOf(look)}`)
      await expectToFit(rules.frame, look)
      await rules.frame.getByRole('button', { name: 'Save all the same' }).click()
      await rules.frame.getByText('It holds from the next call on').waitFor()
      expect(await rules.frame.getByLabel('Gives way: Robots').isChecked()).to.equal(true)
      expect(rules.complaints).to.be.empty
      await rules.end()
    })
  }
})
