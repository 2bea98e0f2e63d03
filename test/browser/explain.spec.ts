import { expect } from 'chai'
import type { Frame } from 'playwright-core'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { browserSuite } from './browser.ts'
import { expectToFit, faultsOf, PHONE, shoot } from './looks.ts'
import { startStage, type Look, type Stage } from './stage.ts'

const LOOKS: readonly Look[] = [
  { theme: 'light' },
  { theme: 'dark' },
  { theme: 'light', width: PHONE },
  { theme: 'dark', width: PHONE },
]

browserSuite('asking why in a browser', () => {
  let stage: Stage
  let requestId: string
  beforeEach(async () => {
    stage = await startStage()
    await allowReadsOnly(stage)
    const { frame, end } = await stage.visit('alice', 'api-access')
    await frame.locator('#token-name').fill('Nightly report')
    await frame.getByRole('button', { name: 'Create token' }).click()
    const token = await frame.locator('#token-text').innerText()
    await end()
    const { site } = stage.world
    const address = `${stage.gatehouse.url}/sites/${site.host}/rest/api/3/issue/P-1`
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(address, { method: 'DELETE', headers })
    const problem = (await answer.json()) as { requestId: string; explain: string }
    requestId = problem.requestId
    expect(problem.explain).to.include('Why?')
  })
  afterEach(() => stage.stop())

  for (const look of LOOKS) {
    const name = `explain-${look.theme ?? ''}-${look.width === PHONE ? 'phone' : 'wide'}`

    it(`leads from the id that a caller was told to the rule that decided: ${name}`, async () => {
      const visit = await stage.visit('admin', 'overview', look)
      const { frame, complaints, focused } = visit
      await openTab(frame)
      await frame.getByLabel('Id of a request or of an event').fill(requestId)
      await frame.getByRole('button', { name: 'Explain', exact: true }).click()
      await frame.getByText('Denied by “Never delete”').first().waitFor()
      expect(await focused()).to.include('Denied by “Never delete”')
      await frame.getByText('other rules were looked at before').click()
      await shoot(visit, `${name}-answer`)
      await expectToFit(frame, look)
      expect(await faultsOf(frame), name).to.deep.equal([])
      await frame.getByRole('button', { name: 'Open this rule (Never delete)' }).first().click()
      await frame.getByRole('button', { name: 'Save rule' }).waitFor()
      await shoot(visit, `${name}-rule`)
      expect(await faultsOf(frame), name).to.deep.equal([])
      expect(complaints).to.be.empty
      await visit.end()
    })
  }

  it('says what a caller can do, to an admin and to the owner of a token', async () => {
    for (const look of [LOOKS[0], LOOKS[3]]) {
      if (look === undefined) throw new Error('a look that is not there')
      const visit = await stage.visit('admin', 'overview', look)
      const { frame } = visit
      const name = `can-do-${look.theme ?? ''}-${look.width === PHONE ? 'phone' : 'wide'}`
      await openTab(frame)
      await frame.getByText('Or describe a call').click()
      await frame.getByLabel('Who calls').selectOption({ index: 1 })
      await shoot(visit, `${name}-form`)
      await frame.getByRole('button', { name: 'What can this caller do?' }).click()
      await frame.getByText('What this caller can do').waitFor()
      await frame.locator('.can-do-tag summary').first().click()
      await shoot(visit, name)
      await expectToFit(frame, look)
      expect(await faultsOf(frame), name).to.deep.equal([])
      await visit.end()
    }
    const own = await stage.visit('alice', 'api-access')
    await own.frame.getByRole('button', { name: 'What can it do? Nightly report' }).click()
    await own.frame.getByText('What “Nightly report” can do').waitFor()
    expect(await faultsOf(own.frame)).to.deep.equal([])
    await shoot(own, 'can-do-own')
    await own.end()
  })
})

async function openTab(frame: Frame): Promise<void> {
  await frame.getByRole('button', { name: 'Why?', exact: true }).first().click()
  await frame.getByText('Why was it refused, or let through?').waitFor()
}

async function allowReadsOnly({ gatehouse, installation, world }: Stage): Promise<void> {
  const { product, clientKey } = installation
  const tenantId = gatehouse.app.directory.byClientKey(product, clientKey)?.id ?? ''
  const by = { actor: world.site.people.admin.accountId, requestId: 'a-test' }
  const denial = {
    id: 'no-deletes',
    name: 'Never delete',
    effect: 'deny',
    methods: ['DELETE'],
  } as const
  await gatehouse.app.policies.change(tenantId, by, ({ document }) => ({
    ...document,
    resources: [EVERYTHING, { ...EVERYTHING, ...denial }],
  }))
}
