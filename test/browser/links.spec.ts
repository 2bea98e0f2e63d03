import { openAll } from '../support/a-world.ts'
import { expect } from 'chai'
import type { Frame } from 'playwright-core'
import type { Provider } from '../../src/identity/providers/provider.ts'
import { startIdp, type Idp } from '../idp/start-idp.ts'
import { companyLogin, MYSELF } from '../support/a-trusting-world.ts'
import { refusalIn } from '../support/a-world.ts'
import { browserSuite } from './browser.ts'
import { expectToFit, faultsOf, PHONE, shoot } from './looks.ts'
import { startStage, type Look, type Stage } from './stage.ts'

const ALICE = 'alice@idp'

browserSuite('linked identities in a browser', () => {
  let stage: Stage
  let idp: Idp
  before(async () => {
    idp = await startIdp()
  })
  after(() => idp.stop())
  beforeEach(async () => {
    stage = await startStage()
    await openAll(stage.gatehouse, [stage.installation], stage.world.site.people.admin)
  })
  afterEach(() => stage.stop())

  const tenantId = () => {
    const { product, clientKey } = stage.installation
    return stage.gatehouse.app.directory.byClientKey(product, clientKey)?.id ?? 'not installed'
  }
  const by = () => ({ actor: stage.world.site.people.admin.accountId, requestId: 'a-test' })
  const trust = (...providers: Provider[]) =>
    stage.gatehouse.app.policies.change(tenantId(), by(), ({ document }) => ({
      ...document,
      providers,
    }))
  const link = (subject: string, who: 'alice' | 'bob') =>
    stage.gatehouse.app.links.link(
      {
        tenantId: tenantId(),
        issuer: idp.issuer,
        subject,
        accountId: stage.world.site.people[who].accountId,
      },
      by(),
    )
  /** Who the product says the caller is, or why the call is refused. */
  const callWith = async (token: string) => {
    const address = `${stage.gatehouse.url}/sites/${stage.world.site.host}${MYSELF}`
    const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } })
    if (answer.status !== 200) return refusalIn(answer)
    return ((await answer.json()) as { readonly displayName: string }).displayName
  }

  it('a company token that a person pastes once calls as that person, until the link is removed', async () => {
    await trust(companyLogin(idp))
    const token = await idp.token({ subject: ALICE })
    expect(await callWith(token)).to.equal('403 account/unlinked')

    const { frame, complaints, focused, end } = await stage.visit('alice', 'api-access')
    await paste(frame, token)
    await frame.getByText(`“${ALICE}” is linked`).waitFor()
    await frame.getByRole('rowheader', { name: `${ALICE} New` }).waitFor()
    expect(await focused()).to.equal('Linked identities')
    expect(await frame.locator('#link-token').inputValue()).to.equal('')
    expect(await frame.content()).not.to.include(token)
    expect(await callWith(token)).to.equal('Alice Abbott')
    expect(await callWith(await idp.token({ subject: 'bob@idp' }))).to.equal('403 account/unlinked')

    await frame.getByText(`Remove ${ALICE}`).click()
    await frame.getByRole('button', { name: 'Remove link' }).click()
    await frame.getByText('The link is removed').waitFor()
    expect(await frame.getByRole('rowheader', { name: ALICE }).count()).to.equal(0)
    expect(await callWith(token)).to.equal('403 account/unlinked')
    expect(complaints).to.be.empty
    await end()
  })

  it('a token that proves nothing leads back to the empty field, with the reason beside it', async () => {
    await trust(companyLogin(idp))
    const { frame, end } = await stage.visit('alice', 'api-access')
    const token = await idp.token({ audience: 'https://another.example' })
    await paste(frame, token)
    await frame.locator('#link-token-fault').getByText('meant for another service').waitFor()
    expect(await frame.locator('#link-token:focus').inputValue()).to.equal('')
    expect(await frame.locator('#notice').innerText()).to.include('Nothing was linked')
    expect(await frame.content()).not.to.include(token)
    await end()
  })

  it('an admin sees everybody’s links with names, finds one, and removes and makes them', async () => {
    await trust(companyLogin(idp))
    await link(ALICE, 'alice')
    await link('bob@idp', 'bob')
    const { bob } = stage.world.site.people
    const { frame, complaints, end } = await stage.visit('admin', 'administration')
    await frame.getByText('Alice Abbott').waitFor()
    await frame.getByLabel('Find a link').fill('alice')
    const rows = frame.locator('tr[data-link-row]:visible')
    expect(await rows.count()).to.equal(1)
    await rows.locator('summary').click()
    await rows.getByRole('button', { name: 'Remove link' }).click()
    await frame.getByText('No link matches the filter').waitFor()
    expect(await callWith(await idp.token({ subject: ALICE }))).to.equal('403 account/unlinked')

    await frame.getByLabel('Find a link').fill('')
    await frame.getByText('Link an identity for somebody').click()
    expect(await frame.getByLabel('Issuer').isVisible()).to.equal(false)
    await frame.locator('#link-provider').selectOption('Another issuer')
    expect(await frame.getByLabel('Issuer').isVisible()).to.equal(true)
    await frame.locator('#link-provider').selectOption('Company login')
    await frame.getByLabel('Subject').fill(ALICE)
    await frame.getByRole('button', { name: 'Link identity' }).click()
    await frame.getByText('Enter the Atlassian account id').waitFor()
    expect(await frame.locator('#link-account:focus').count()).to.equal(1)
    expect(await frame.getByLabel('Subject').inputValue()).to.equal(ALICE)
    await frame.getByLabel('Atlassian account id').fill(bob.accountId)
    await frame.getByRole('button', { name: 'Link identity' }).click()
    await frame.getByRole('rowheader', { name: `${ALICE} New` }).waitFor()
    expect(await callWith(await idp.token({ subject: ALICE }))).to.equal(bob.displayName)
    // The browser itself reports the 422 of the first attempt, and nothing else.
    expect(complaints.filter((each) => !each.includes('422'))).to.be.empty
    await end()
  })

  it('a site without such a provider shows people nothing of it', async () => {
    await trust(companyLogin(idp, { account: { by: 'app' } }))
    const { frame, end } = await stage.visit('alice', 'api-access')
    expect(await frame.getByText('Linked identities').count()).to.equal(0)
    await end()
  })

  const looks: readonly Look[] = [
    { theme: 'light' },
    { theme: 'dark' },
    { theme: 'light', width: PHONE },
    { theme: 'dark', width: PHONE },
  ]
  for (const look of looks) {
    const name = `${look.theme ?? 'light'}${look.width === undefined ? '' : `-${String(look.width)}`}`

    it(`have in ${name} no fault that axe can find, for people and for admins`, async () => {
      await trust(companyLogin(idp), companyLogin(idp, OTHER))
      await link('alice.abbott@a-company-with-a-long-name.example', 'alice')
      await link('bob@idp', 'bob')
      const user = await stage.visit('alice', 'api-access', look)
      const see = async (visit: typeof user, what: string) => {
        await shoot(visit, `links-${what}-${name}`)
        expect(await faultsOf(visit.frame), what).to.be.empty
        await expectToFit(visit.frame, look)
      }
      await user.frame.getByText('Ada Admin').waitFor()
      await see(user, 'own')
      await paste(user.frame, 'not a token')
      await user.frame.locator('#link-token-fault').waitFor()
      await user.frame.getByText('Remove alice').click()
      await see(user, 'fault')
      await paste(user.frame, await idp.token({ subject: ALICE }))
      await user.frame.getByText('is linked').waitFor()
      await see(user, 'linked')
      await user.end()

      const admin = await stage.visit('admin', 'administration', look)
      await admin.frame.getByText('Alice Abbott').first().waitFor()
      await see(admin, 'admin')
      await admin.frame.getByText('Link an identity for somebody').click()
      await admin.frame.locator('#link-provider').selectOption('Another issuer')
      await admin.frame.getByRole('button', { name: 'Link identity' }).click()
      await admin.frame.locator('#link-issuer-fault').waitFor()
      await see(admin, 'admin-fault')
      await admin.end()
    })
  }
})

const OTHER: Partial<Provider> = {
  id: 'partner',
  name: 'Partner login',
  issuer: 'https://login.partner.example',
}

async function paste(frame: Frame, token: string): Promise<void> {
  await frame.locator('#link-token').fill(token)
  await frame.getByRole('button', { name: 'Link identity' }).click()
}
