import { openAll } from '../support/a-world.ts'
import { expect } from 'chai'
import { browserSuite } from './browser.ts'
import { startStage, type Stage } from './stage.ts'

browserSuite('the pages on Confluence in a browser', () => {
  let stage: Stage
  before(async () => {
    stage = await startStage('confluence')
    await openAll(stage.gatehouse, [stage.installation], stage.world.site.people.admin)
  })
  after(() => stage.stop())

  it('give a token and an address that work together, and let an admin see both', async () => {
    const user = await stage.visit('alice', 'api-access')
    await user.frame.locator('#token-name').fill('Space report')
    await user.frame.getByRole('button', { name: 'Create token' }).click()
    const token = await user.frame.locator('#token-text').innerText()
    const gateway = await user.frame.locator('#gateway-address').innerText()
    const answer = await fetch(`${gateway}/rest/api/user/current`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(answer.status).to.equal(200)
    expect(await answer.json()).to.include({ displayName: 'Alice Abbott' })

    const admin = await stage.visit('admin', 'rules')
    await admin.frame.getByRole('button', { name: 'Tokens', exact: true }).click()
    await admin.frame.getByRole('rowheader', { name: 'Space report' }).waitFor()
    await admin.frame.getByText('Alice Abbott').waitFor()
    expect([...user.complaints, ...admin.complaints]).to.be.empty
    await user.end()
    await admin.end()
  })
})
