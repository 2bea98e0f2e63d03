import { existsSync } from 'node:fs'
import { expect } from 'chai'
import { chromium } from 'playwright-core'
import type { Browser, Frame, Page } from 'playwright-core'
import type { Installation } from '../install/installation.ts'
import { startSite } from '../start-site.ts'
import type { SiteWorld } from '../start-site.ts'
import { readJws } from '../tokens/jws.ts'
import { startTinyApp } from './tiny-app.ts'
import type { TinyApp } from './tiny-app.ts'
import { leaveOut } from '../../support/left-out.ts'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

describe('the page that frames the app', function () {
  let world: SiteWorld
  let app: TinyApp
  let installation: Installation
  let browser: Browser
  let page: Page

  before(async function () {
    if (!existsSync(executablePath)) {
      leaveOut(`the host page in a browser (no ${executablePath})`)
      this.skip()
    }
    world = await startSite()
    app = await startTinyApp(['READ', 'WRITE'])
    app.page = `<!doctype html><html><script src="${world.hostScriptUrl}"></script>
<body><div class="ac-content">Hello</div></body></html>`
    installation = await world.site.installApp(app.descriptorUrl)
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    page = await browser.newPage()
  })
  after(async () => Promise.all([browser.close(), app.stop(), world.stop()]))
  beforeEach(() => world.log.clear())

  async function open(moduleKey: string, as: 'admin' | 'alice', query = ''): Promise<Frame> {
    await page.goto(world.site.hostPageUrl(installation, moduleKey, as) + query)
    const element = await page.waitForSelector('iframe.ap-iframe')
    const frame = await element.contentFrame()
    if (frame === null) throw new Error('no frame')
    await frame.waitForLoadState('load')
    return frame
  }

  it('is signed for the person, and hands out a fresh context token at every call', async () => {
    const frame = await open('me', 'alice')
    expect(new URL(frame.url()).searchParams.get('xdm_e')).to.equal(world.site.baseUrl)
    const token = await frame.evaluate('AP.context.getToken()')
    const claims = readJws(String(token))?.claims
    expect(claims).to.include({
      sub: world.site.people.alice.accountId,
      qsh: 'context-qsh',
      iss: installation.clientKey,
    })
    await frame.evaluate('new Promise((done) => AP.context.getToken(done))')
    expect(world.log.calls({ path: '/stand-in/bridge/token' })).to.have.length(2)
  })

  it('calls the product as the person who looks at it', async () => {
    const frame = await open('me', 'alice')
    const answer = await frame.evaluate(
      "AP.request('/rest/api/3/myself').then(({ body }) => JSON.parse(body).accountId)",
    )
    expect(answer).to.equal(world.site.people.alice.accountId)
    const refused = await frame.evaluate(
      "AP.request('/rest/api/3/issue/SECRET-1').then(() => 200, ({ xhr }) => xhr.status)",
    )
    expect(refused).to.equal(404)
  })

  it('shows flags, dialogs and themes for the app', async () => {
    const frame = await open('me', 'admin', '&theme=dark')
    await frame.evaluate("AP.flag.create({ title: 'Saved', type: 'success' }) && undefined")
    await page.waitForSelector('.flag >> text=Saved')
    await frame.evaluate('AP.theming.initializeTheming()')
    expect(await frame.getAttribute('html', 'data-color-mode')).to.equal('dark')
    await page.click('#theme-switch')
    await frame.waitForSelector('html[data-color-mode=light]')
    const closed = frame.evaluate(
      "new Promise((done) => AP.dialog.create({ key: 'admin' }).on('close', done))",
    )
    const inner = await (await page.waitForSelector('dialog iframe')).contentFrame()
    await inner?.waitForLoadState('load')
    await inner?.evaluate("AP.dialog.close('chosen')").catch(() => undefined)
    expect(await closed).to.equal('chosen')
  })

  it('grows with its content', async () => {
    const frame = await open('me', 'alice')
    await frame.evaluate("document.querySelector('.ac-content').style.height = '1234px'")
    // The page's own policy forbids eval, so waiting is done here instead of in the page.
    const height = async (): Promise<number> =>
      (await page.locator('iframe').boundingBox())?.height ?? 0
    for (let tries = 0; tries < 40 && (await height()) < 1234; tries += 1) {
      await page.waitForTimeout(50)
    }
    expect(await height()).to.be.at.least(1234)
  })

  it('keeps an admin page from others, unless they type the address anyway', async () => {
    await page.goto(world.site.hostPageUrl(installation, 'admin', 'alice'))
    expect(await page.textContent('main')).to.contain('not available')
    const frame = await open('admin', 'alice', '&ignore-conditions=1')
    expect(frame.url()).to.contain('/jira/admin?')
  })

  it('answers nobody but the frame of the app', async () => {
    await open('me', 'alice')
    const ask = "{ standIn: true, id: 1, method: 'context.getToken', args: [] }"
    await page.evaluate(`window.postMessage(${ask}, '*')`)
    // Another frame of the app's origin, that the product never put there.
    const foreign = JSON.stringify(`${app.baseUrl}/anything`)
    const wait = 'new Promise((done) => (frame.onload = done))'
    const add = `const frame = document.createElement('iframe'); frame.src = ${foreign}`
    await page.evaluate(`(() => { ${add}; document.body.append(frame); return ${wait} })()`)
    await page.frames().at(-1)?.evaluate(`window.parent.postMessage(${ask}, '*')`)
    await page.evaluate('new Promise((done) => setTimeout(done, 50))')
    expect(world.log.calls({ path: '/stand-in/bridge/token' })).to.deep.equal([])
  })

  it('has a start page with buttons that act on the installation', async () => {
    await page.goto(`${world.site.baseUrl}/`)
    const before = installation.sharedSecret()
    await page.click('text=rotate-secret')
    await page.waitForSelector('text=rotate-secret: done.')
    expect(installation.sharedSecret()).not.to.equal(before)
  })
})
