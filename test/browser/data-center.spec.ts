import { mkdir } from 'node:fs/promises'
import { expect } from 'chai'
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core'
import { aDataCenterWorld, type DataCenterWorld } from '../support/a-data-center-world.ts'
import { aManagingToken } from '../support/a-managing-token.ts'
import { browserSuite, startBrowser } from './browser.ts'
import { expectToFit, faultsOf } from './looks.ts'

const SCREENSHOTS = new URL('../../screenshots/', import.meta.url)

browserSuite('the pages of a Data Center site in a browser', () => {
  let world: DataCenterWorld
  let token: string
  let browser: Browser
  let context: BrowserContext
  let page: Page
  /** Whatever was asked for, and what the console complained of. */
  let addresses: string[]
  let complaints: string[]

  before(async () => {
    world = await aDataCenterWorld()
    token = (await aManagingToken(world.gatehouse, world.tenant)).text
    browser = await startBrowser()
  })
  after(async () => {
    await browser.close()
    await world.stop()
  })

  async function visit(colorScheme: 'light' | 'dark'): Promise<void> {
    context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, colorScheme })
    page = await context.newPage()
    addresses = []
    complaints = []
    page.on('request', (request) => addresses.push(request.url()))
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(`${world.gatehouse.url}/data-center/`)
  }

  async function signIn(text: string): Promise<void> {
    await page.getByLabel('Token that manages Gatehouse').fill(text)
    await page.getByRole('button', { name: 'Open' }).click()
  }

  /** The page in the frame, once it shows this. */
  async function framed(heading: string): Promise<Frame> {
    await page.frameLocator('iframe').getByRole('heading', { level: 1, name: heading }).waitFor()
    const frame = page.frames().find((each) => each !== page.mainFrame())
    if (frame === undefined) throw new Error('there is no frame')
    await frame.waitForLoadState('load')
    return frame
  }

  async function shoot(name: string): Promise<void> {
    await mkdir(SCREENSHOTS, { recursive: true })
    await page.screenshot({ path: new URL(`data-center-${name}.png`, SCREENSHOTS).pathname })
  }

  for (const look of ['light', 'dark'] as const) {
    it(`let an administrator sign in with a token and switch something, in ${look}`, async () => {
      await visit(look)
      expect(await faultsOf(page.mainFrame())).to.be.empty
      await shoot(`sign-in-${look}`)
      await signIn(token)

      const overview = await framed('Gatehouse overview')
      expect(await faultsOf(page.mainFrame())).to.be.empty
      await expectToFit(overview, {})
      await shoot(`overview-${look}`)

      await page.getByRole('button', { name: 'Gatehouse rules' }).click()
      const rules = await framed('Gatehouse rules')
      await rules.getByRole('button', { name: 'Switches', exact: true }).click()
      const rule = rules.locator('form[data-switch=signOnCookies]')
      await rule.waitFor()
      expect(await faultsOf(rules)).to.be.empty
      await shoot(`switches-${look}`)
      const isOn = async () => {
        const { document } = await world.gatehouse.app.policies.read(world.tenant.id)
        return document.switches.signOnCookies
      }
      await rule.locator('summary').first().click()
      await rule.getByRole('button', { name: 'Switch it off' }).click()
      await rules.getByText('Calls with sign-on cookies are refused from now on').waitFor()
      expect(await isOn()).to.equal(false)
      await rule.getByRole('button', { name: /^Switch on/ }).click()
      await rules.getByText('Calls with sign-on cookies are taken from now on').waitFor()
      expect(await isOn()).to.equal(true)

      expect(addresses.filter((address) => address.includes(token))).to.be.empty
      for (const frame of page.frames()) expect(await frame.content()).not.to.include(token)
      const kept = 'JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])'
      expect(await page.evaluate<string>(kept)).not.to.include('gatehouse_')
      expect(complaints).to.be.empty
      await context.close()
    })
  }
})
