import { expect } from 'chai'
import { startSmallServer, type SmallServer } from '../gateway/world/small-server.ts'
import { chainWriter } from '../audit/streams/chain-writer.ts'
import { openDatabase } from '../../src/db/database.ts'
import { browserSuite } from './browser.ts'
import { expectToFit, faultsOf, PHONE, shoot } from './looks.ts'
import { startStage, type Look, type Stage, type Visit } from './stage.ts'

const LOOKS: readonly (Look & { readonly name: string })[] = [
  { name: 'light', theme: 'light' },
  { name: 'dark', theme: 'dark' },
  { name: 'phone-light', theme: 'light', width: PHONE },
  { name: 'phone-dark', theme: 'dark', width: PHONE },
]

browserSuite('audit streams in a browser', () => {
  let stage: Stage
  let receiver: SmallServer
  beforeEach(async () => {
    stage = await startStage()
    receiver = await startSmallServer()
  })
  afterEach(async () => {
    await stage.stop()
    await receiver.close()
  })

  const openTab = async ({ frame }: Visit) => {
    await frame.getByRole('button', { name: 'Streams', exact: true }).click()
    await frame
      .getByRole('heading', { name: 'Streams', exact: true })
      .waitFor({ state: 'attached' })
  }
  const addHttps = async ({ frame }: Visit, name = 'SIEM') => {
    await frame.getByRole('button', { name: 'Add HTTPS stream' }).click()
    await frame.locator('#stream-name').fill(name)
    await frame.locator('#stream-url').fill(`${receiver.origin}/in`)
    await frame.locator('#stream-headerName').fill('Authorization')
    await frame.locator('#stream-headerValue').fill('Splunk 0123456789')
    await frame.getByRole('button', { name: 'Save stream' }).click()
    await frame.getByRole('heading', { name: 'Copy the signing secret now' }).waitFor()
  }

  it('takes an administrator from no stream over a secret to a test that arrived, and back', async () => {
    const visit = await stage.visit('admin', 'overview')
    const { frame, focused, complaints, end } = visit
    await openTab(visit)
    await frame.getByText('No stream yet').waitFor()
    await frame.getByRole('button', { name: 'Add HTTPS stream' }).click()
    await frame.getByRole('heading', { name: 'Add a stream: HTTPS' }).waitFor()
    expect(await focused()).to.equal('Add a stream: HTTPS')
    await frame.getByRole('button', { name: 'Save stream' }).click()
    await frame.getByText('Give it a name').waitFor()
    expect(await frame.locator('#stream-name:focus').count()).to.equal(1)
    await frame.getByRole('button', { name: 'Cancel' }).click()
    await addHttps(visit)
    expect(await focused()).to.equal('Copy the signing secret now')
    expect(await frame.locator('#stream-secret').textContent()).to.match(/^whsec_/)
    await frame.getByRole('button', { name: 'Send a test to SIEM' }).click()
    await frame.getByText('The test arrived').waitFor()
    expect(await frame.locator('#stream-secret').count()).to.equal(0)
    expect(receiver.seen.at(-1)?.headers).to.include({ authorization: 'Splunk 0123456789' })
    await frame.getByText('Remove', { exact: false }).first().click()
    await frame.getByRole('button', { name: 'Remove stream' }).click()
    await frame.getByText('No stream yet').waitFor()
    expect(complaints.filter((each) => !each.includes('422'))).to.be.empty
    await end()
  })

  it('looks right everywhere, and has nothing that hinders anybody', async () => {
    const first = await stage.visit('admin', 'overview')
    await openTab(first)
    expect(await faultsOf(first.frame), 'none yet').to.be.empty
    await addHttps(first)
    expect(await faultsOf(first.frame), 'secret').to.be.empty
    await shoot(first, 'overview-streams-secret')
    await addHttps(first, 'Log store of the company with rather a long name')
    await first.end()
    receiver.handler = (_req, res) => res.writeHead(503).end()
    const { app, databaseFile } = stage.gatehouse
    const tenantId = app.directory.byClientKey('jira', stage.installation.clientKey)?.id ?? ''
    const database = await openDatabase(databaseFile)
    await chainWriter(database, tenantId).calls(50)
    await database.close()
    await app.sendStreams()
    for (const { name, ...look } of LOOKS) {
      const visit = await stage.visit('admin', 'overview', look)
      await openTab(visit)
      await visit.frame.getByText('the receiver answered 503').first().waitFor()
      expect(await faultsOf(visit.frame), `list ${name}`).to.be.empty
      await expectToFit(visit.frame, look)
      await shoot(visit, `overview-streams-${name}`)
      await visit.frame.getByRole('button', { name: 'Add syslog stream' }).click()
      await visit.frame.getByRole('heading', { name: 'Add a stream: syslog' }).waitFor()
      await visit.frame.getByText('A certificate authority of your own').click()
      expect(await faultsOf(visit.frame), `syslog form ${name}`).to.be.empty
      await expectToFit(visit.frame, look)
      await shoot(visit, `overview-streams-syslog-${name}`)
      await visit.frame.getByRole('button', { name: 'Cancel' }).click()
      await visit.frame.getByRole('button', { name: 'Edit SIEM' }).click()
      await visit.frame.getByRole('heading', { name: 'Edit the stream' }).waitFor()
      expect(await faultsOf(visit.frame), `form ${name}`).to.be.empty
      await expectToFit(visit.frame, look)
      await shoot(visit, `overview-streams-form-${name}`)
      await visit.end()
    }
  }).timeout(120_000)
})
