import { expect } from 'chai'
import { browserSuite } from './browser.ts'
import { expectToFit, faultsOf, PHONE, shoot } from './looks.ts'
import { startStage, type Look, type Stage } from './stage.ts'

browserSuite('the looks of the pages', () => {
  let stage: Stage
  before(async () => {
    stage = await startStage()
  })
  after(() => stage.stop())

  const looks: readonly Look[] = [
    { theme: 'light' },
    { theme: 'dark' },
    { theme: 'light', width: PHONE },
    { theme: 'dark', width: PHONE },
  ]
  for (const look of looks) {
    const name = `${look.theme ?? 'light'}${look.width === undefined ? '' : `-${look.width}`}`

    it(`API access in ${name} has no fault that axe can find, empty, refused and with a token`, async () => {
      const visit = await stage.visit('admin', 'api-access', look)
      const { frame } = visit
      expect(await faultsOf(frame)).to.be.empty
      await shoot(visit, `api-access-${name}`)

      await frame.getByRole('button', { name: 'Create token' }).click()
      await frame.getByText('Give the token a name').waitFor()
      expect(await faultsOf(frame)).to.be.empty
      await shoot(visit, `api-access-fault-${name}`)

      await frame.locator('#token-name').fill(`Release notes, ${name}`)
      await frame.getByRole('button', { name: 'Create token' }).click()
      await frame.locator('#token-text').waitFor()
      await frame.locator('.confirm summary').first().click()
      expect(await faultsOf(frame)).to.be.empty
      await expectToFit(frame, look)
      await shoot(visit, `api-access-created-${name}`)
      await visit.end()
    })

    it(`administration in ${name} has no fault that axe can find`, async () => {
      const visit = await stage.visit('admin', 'administration', look)
      expect(await faultsOf(visit.frame)).to.be.empty
      await expectToFit(visit.frame, look)
      await shoot(visit, `administration-${name}`)
      await visit.end()
    })

    it(`a refusal in ${name} has no fault that axe can find`, async () => {
      const visit = await stage.visit('alice', 'administration', { ...look, uninvited: true })
      expect(await faultsOf(visit.frame)).to.be.empty
      await shoot(visit, `refusal-${name}`)
      await visit.end()
    })
  }

  it('a shorter life that was saved, and the form that follows it, have no fault that axe can find', async () => {
    const admin = await stage.visit('admin', 'rules', { theme: 'light' })
    await admin.frame.getByRole('button', { name: 'Tokens', exact: true }).click()
    await admin.frame.getByLabel('Longest life').selectOption('90')
    await admin.frame.getByRole('button', { name: 'Save rules' }).click()
    await admin.frame.getByText('Nothing is saved yet').waitFor()
    expect(await faultsOf(admin.frame)).to.be.empty
    await shoot(admin, 'rules-tokens-asked-light')
    await admin.frame.getByRole('button', { name: 'Save all the same' }).click()
    await admin.frame.getByText('The rules are saved').waitFor()
    await admin.end()

    const user = await stage.visit('alice', 'api-access', { theme: 'light' })
    await user.frame.getByText('allow at most 90 days').waitFor()
    expect(await faultsOf(user.frame)).to.be.empty
    await shoot(user, 'api-access-shorter-light')
    await user.end()
  })

  it('follows the theme of the product while it is open', async () => {
    const { frame, host, end } = await stage.visit('alice', 'api-access', { theme: 'light' })
    const background = () =>
      frame.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor')
    expect(await background()).to.equal('rgb(255, 255, 255)')
    await host.locator('#theme-switch').click()
    await frame.locator('html[data-color-mode=dark]').waitFor()
    expect(await background()).to.equal('rgb(31, 31, 33)')
    await end()
  })

  it('is as dark as the reader’s system while the product says nothing', async () => {
    const { frame, host, end } = await stage.visit('alice', 'api-access')
    await host.emulateMedia({ colorScheme: 'dark' })
    await frame.evaluate("document.documentElement.removeAttribute('data-color-mode')")
    const values = () =>
      frame.evaluate<string[]>(`{
        const style = getComputedStyle(document.documentElement)
        const tokens = [...style].filter((name) => name.startsWith('--ds-'))
        tokens.map((name) => style.getPropertyValue(name))
      }`)
    const bySystem = await values()
    await host.emulateMedia({ colorScheme: 'light' })
    await frame.evaluate("document.documentElement.setAttribute('data-color-mode', 'dark')")
    expect(bySystem).to.have.length.above(30)
    expect(await values()).to.deep.equal(bySystem)
    await end()
  })
})
