import { expect } from 'chai'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { resourceRule } from '../policy/policy-parts.ts'
import { aCallEvent } from '../support/things.ts'
import { browserSuite } from './browser.ts'
import { expectToFit, faultsOf, PHONE, shoot } from './looks.ts'
import { startStage, type Look, type Stage } from './stage.ts'

const LOOKS: readonly Look[] = [
  { theme: 'light' },
  { theme: 'dark' },
  { theme: 'light', width: PHONE },
  { theme: 'dark', width: PHONE },
]
const DAY_MS = 86_400_000

browserSuite('rules in shadow and changes that are tried, in a browser', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await startStage()
    const denial = { effect: 'deny', methods: ['DELETE'], path: '/**', state: 'shadow' } as const
    const noDeletes = resourceRule('no-deletes', { name: 'No deletes', ...denial })
    const search = resourceRule('search', { name: 'Search', state: 'shadow' })
    const by = { actor: 'admin', requestId: 'a-test' }
    await stage.gatehouse.app.policies.change(tenantId(), by, ({ document }) => ({
      ...document,
      resources: [EVERYTHING, noDeletes, search],
    }))
    for (let at = 0; at < 40; at += 1) await deleted(at)
  })
  afterEach(() => stage.stop())

  const tenantId = () => {
    const { product, clientKey } = stage.installation
    return stage.gatehouse.app.directory.byClientKey(product, clientKey)?.id ?? ''
  }
  const deleted = async (at: number) => {
    const { app, clock } = stage.gatehouse
    const subject = at % 3 === 0 ? 'release-bot' : 'nightly-cleaner@acme.example'
    const call = aCallEvent({
      tenantId: tenantId(),
      at: clock.now() - ((at * 5) % 7) * DAY_MS - at,
      credentialKind: 'context-token',
      credentialId: subject,
      caller: `context-token ${subject}`,
      subject,
      accountId: stage.world.site.people.alice.accountId,
      method: 'DELETE',
      path: `/rest/api/3/issue/OPS-${String(at)}`,
      operation: '/rest/api/3/issue/{issueIdOrKey}',
      shadows: 'would-deny:no-deletes',
      decision: 'allow',
      rule: `resource:${EVERYTHING.id}`,
      policyVersion: 1,
      seen: { access: 'write', groups: [], queryNames: [] },
    })
    await app.audit.append(call)
  }
  const open = async (look: Look = {}) => {
    const visit = await stage.visit('admin', 'overview', look)
    await visit.frame.getByRole('button', { name: 'Shadow', exact: true }).click()
    await visit.frame
      .getByRole('heading', { name: 'What rules in shadow would have done' })
      .waitFor()
    return visit
  }

  it('lead from a number to its events, and from a question to a rule that holds', async () => {
    const { frame, focused, complaints, end } = await open()
    await frame.getByRole('button', { name: 'Enforce No deletes' }).press('Enter')
    await frame.getByText('What was seen of it in shadow:').waitFor()
    expect(await focused()).to.include('This change takes something away')
    await frame.getByRole('button', { name: 'Try it on the last 500 calls' }).press('Enter')
    await frame.getByText('Of the last 40 calls, 40 would be refused.').waitFor()
    expect(await focused()).to.include('Of the last 40 calls')
    await frame.locator('.replay').getByText('Alice Abbott').first().waitFor()
    await frame.getByRole('button', { name: 'Save all the same' }).press('Enter')
    await frame.getByText('“No deletes” is on.').waitFor()
    const { document } = await stage.gatehouse.app.policies.read(tenantId())
    expect(document.resources[1]?.state).to.equal('on')
    expect(complaints).to.be.empty
    await end()
  })

  it('tell of their calls day by day, each with its events', async () => {
    const { frame, complaints, end } = await open()
    await frame.getByText('Day by day').first().click()
    await frame
      .getByRole('button', { name: /calls on .*: show the events/ })
      .first()
      .click()
    await frame.getByRole('heading', { name: 'Events', exact: true }).waitFor({ state: 'attached' })
    await frame.getByText('OPS-').first().waitFor()
    expect(complaints).to.be.empty
    await end()
  })

  it('are tried from the form of a rule, and nothing is saved by that', async () => {
    const { frame, complaints, end } = await stage.visit('admin', 'rules')
    await frame.getByRole('button', { name: `Edit ${EVERYTHING.name}` }).click()
    await frame.getByLabel('Off').check()
    await frame.getByRole('button', { name: 'Try it on the last 500 calls' }).click()
    await frame.getByText('Of the last 40 calls, 40 would be refused.').waitFor()
    const { document } = await stage.gatehouse.app.policies.read(tenantId())
    expect(document.resources[0]?.state).to.equal('on')
    expect(complaints).to.be.empty
    await end()
  })

  for (const look of LOOKS) {
    const name = `${look.theme ?? ''}${look.width === PHONE ? '-phone' : ''}`
    it(`are easy to read for everybody (${name})`, async () => {
      const visit = await open(look)
      const { frame, complaints, end } = visit
      expect(await faultsOf(frame)).to.deep.equal([])
      await expectToFit(frame, look)
      await shoot(visit, `shadow-${name}`)
      await frame.getByRole('button', { name: 'Enforce No deletes' }).click()
      await frame.getByRole('button', { name: 'Try it on the last 500 calls' }).click()
      await frame.getByText('Of the last 40 calls').waitFor()
      expect(await faultsOf(frame)).to.deep.equal([])
      await expectToFit(frame, look)
      await shoot(visit, `shadow-question-${name}`)
      expect(complaints).to.be.empty
      await end()
    })
  }
})
