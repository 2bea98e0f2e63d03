import { expect } from 'chai'
import { DEFAULT_LIMITS } from '../../src/policy/limit-rule.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { startSmallServer, type SmallServer } from '../gateway/world/small-server.ts'
import { visit as visitPages } from '../support/page-visitor.ts'
import { browserSuite } from './browser.ts'
import { expectToFit, faultsOf, PHONE, shoot } from './looks.ts'
import { startStage, type Look, type Stage, type Visit } from './stage.ts'

const LOOKS: readonly (Look & { readonly name: string })[] = [
  { name: 'light', theme: 'light' },
  { name: 'dark', theme: 'dark' },
  { name: 'phone-light', theme: 'light', width: PHONE },
  { name: 'phone-dark', theme: 'dark', width: PHONE },
]

browserSuite('locked callers and notices in a browser', () => {
  let stage: Stage
  let receiver: SmallServer
  beforeEach(async () => {
    stage = await startStage()
    receiver = await startSmallServer()
    const by = { actor: 'ada', requestId: 'made-by-the-test' }
    await stage.gatehouse.app.policies.change(tenantId(), by, ({ document }) => ({
      ...document,
      resources: [EVERYTHING],
      limits: { ...DEFAULT_LIMITS, destructive: { perHour: 2, state: 'on' } },
    }))
  })
  afterEach(async () => {
    await stage.stop()
    await receiver.close()
  })

  const tenantId = () => {
    const { clientKey } = stage.installation
    return stage.gatehouse.app.directory.byClientKey('jira', clientKey)?.id ?? ''
  }
  /** Alice's program deletes until it is stopped. @returns the status of a further deletion */
  const runsWild = async () => {
    const { alice } = stage.world.site.people
    const form = { name: 'cleaning agent', access: 'write' } as const
    const { text } = await visitPages(stage.installation, alice).createToken(form)
    const url = `${stage.gatehouse.url}/sites/${stage.world.site.host}/rest/api/3/issue/NONE-1`
    const init = { method: 'DELETE', headers: { authorization: `Bearer ${text}` } }
    const deletes = async () => {
      const answer = await fetch(url, init)
      await answer.arrayBuffer()
      return answer.status
    }
    for (let at = 0; at < 3; at += 1) await deletes()
    return deletes
  }
  const openTab = async (visit: Visit, name: string) => {
    await visit.frame.getByRole('button', { name, exact: true }).click()
    await visit.frame.getByRole('heading', { name, exact: true }).waitFor({ state: 'attached' })
  }

  it('lets an administrator find out who was stopped, and free it', async () => {
    const deletes = await runsWild()
    expect(await deletes()).to.equal(403)
    const visit = await stage.visit('admin', 'overview')
    const { frame, complaints, end } = visit
    await openTab(visit, 'Locked callers')
    await frame.locator('tr[data-lock]', { hasText: 'cleaning agent' }).waitFor()
    await frame.getByText('Unlock', { exact: false }).first().click()
    await frame.getByRole('button', { name: 'Unlock caller' }).click()
    await frame.getByText('The caller is unlocked').waitFor()
    await frame.getByText('No caller is locked').waitFor()
    expect(await deletes()).to.equal(404)
    expect(complaints).to.be.empty
    await end()
  })

  it('is told by a flag of the product, once in a session, and by a banner', async () => {
    await runsWild()
    const { frame, host, end } = await stage.visit('admin', 'overview')
    await host.locator('.flag', { hasText: 'made more than 2 deletions' }).waitFor()
    await frame.locator('.notice-banner', { hasText: 'made more than 2 deletions' }).waitFor()
    await host.locator('.flag').getByRole('button', { name: 'Dismiss' }).click()
    await frame.getByRole('button', { name: 'All notices' }).click()
    await frame
      .getByRole('heading', { name: 'Notices', exact: true })
      .waitFor({ state: 'attached' })
    await frame.getByRole('button', { name: 'Overview', exact: true }).click()
    await frame.locator('.notice-banner').waitFor()
    expect(await host.locator('.flag').count()).to.equal(0)
    await end()
  })

  it('leads from a locked caller to its calls', async () => {
    await runsWild()
    const visit = await stage.visit('admin', 'overview')
    await openTab(visit, 'Locked callers')
    await visit.frame.getByRole('button', { name: 'Its calls' }).click()
    await visit.frame.locator('tr[data-event]', { hasText: 'DELETE' }).first().waitFor()
    await visit.end()
  })

  it('lets its owner free it', async () => {
    const deletes = await runsWild()
    const { frame, focused, complaints, end } = await stage.visit('alice', 'api-access')
    await frame.getByText('A program of yours deleted a lot').waitFor()
    await frame.locator('#own-locks summary').click()
    await frame.getByRole('button', { name: 'Unlock caller' }).click()
    await frame.getByText('None of your callers is locked any more').waitFor()
    expect(await focused()).to.equal('Stopped from deleting')
    expect(await deletes()).to.equal(404)
    expect(complaints).to.be.empty
    await end()
  })

  it('takes an administrator from no receiver over a secret to a test that arrived', async () => {
    const visit = await stage.visit('admin', 'overview')
    const { frame, focused, complaints, end } = visit
    await openTab(visit, 'Notices')
    await frame.getByRole('button', { name: 'Save notices' }).click()
    await frame.getByText('Enter the address').waitFor()
    expect(await frame.locator('#notices-url:focus').count()).to.equal(1)
    await frame.locator('#notices-url').fill(`${receiver.origin}/hook`)
    await frame.getByRole('button', { name: 'Save notices' }).click()
    await frame.getByRole('heading', { name: 'Copy the secret now' }).waitFor()
    expect(await focused()).to.equal('Copy the secret now')
    expect(await frame.locator('#notice-secret').textContent()).to.match(/^whsec_/)
    await frame.getByRole('button', { name: 'Send a test' }).click()
    await frame.getByText('The test arrived').waitFor()
    expect(await frame.locator('#notice-secret').count()).to.equal(0)
    expect(receiver.seen).to.have.length(1)
    expect(complaints.filter((each) => !each.includes('422'))).to.be.empty
    await end()
  })

  it('looks right everywhere, and has nothing that hinders anybody', async () => {
    await runsWild()
    const { app } = stage.gatehouse
    const first = await stage.visit('admin', 'overview')
    await openTab(first, 'Notices')
    await first.frame.locator('#notices-url').fill(`${receiver.origin}/hook`)
    await first.frame.getByRole('button', { name: 'Save notices' }).click()
    await first.frame.getByRole('heading', { name: 'Copy the secret now' }).waitFor()
    expect(await faultsOf(first.frame)).to.be.empty
    await shoot(first, 'overview-notices-secret')
    await first.end()
    await app.sendNotices()
    receiver.handler = (_req, res) => res.writeHead(500).end()
    await runsWild()
    await app.sendNotices()
    for (const { name, ...look } of LOOKS) {
      const visit = await stage.visit('admin', 'overview', look)
      for (const tab of ['Locked callers', 'Notices']) {
        await openTab(visit, tab)
        expect(await faultsOf(visit.frame), `${tab} ${name}`).to.be.empty
        await expectToFit(visit.frame, look)
        await shoot(visit, `overview-${tab.toLowerCase().replace(' ', '-')}-${name}`)
      }
      await visit.end()
      const own = await stage.visit('alice', 'api-access', look)
      await own.frame.getByText('A program of yours deleted a lot').waitFor()
      expect(await faultsOf(own.frame), `own locks ${name}`).to.be.empty
      await expectToFit(own.frame, look)
      await shoot(own, `api-access-locked-${name}`)
      await own.end()
      const rules = await stage.visit('admin', 'rules', look)
      await openTab(rules, 'Limits')
      await rules.frame.getByText('When a caller deletes a lot').waitFor()
      expect(await faultsOf(rules.frame), `limits ${name}`).to.be.empty
      await expectToFit(rules.frame, look)
      await shoot(rules, `rules-limits-destructive-${name}`)
      await rules.end()
    }
  }).timeout(120_000)
})
