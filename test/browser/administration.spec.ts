import { expect } from 'chai'
import { browserSuite } from './browser.ts'
import { startStage, type Stage } from './stage.ts'

browserSuite('the administration page in a browser', () => {
  let stage: Stage
  before(async () => {
    stage = await startStage()
  })
  after(() => stage.stop())

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

  it('says where rules and tokens are', async () => {
    const { frame, complaints, end } = await stage.visit('admin', 'administration')
    await frame.getByRole('heading', { name: 'Rules and tokens' }).waitFor()
    await frame.getByText('are on the page “Gatehouse rules”').waitFor()
    expect(complaints).to.be.empty
    await end()
  })
})
