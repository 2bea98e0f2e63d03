import { expect } from 'chai'
import type { Frame } from 'playwright-core'
import { openAll } from '../support/a-world.ts'
import { browserSuite } from './browser.ts'
import { startStage, type Stage, type Visit } from './stage.ts'

browserSuite('the API access page in a browser', () => {
  let stage: Stage
  let visit: Visit
  before(async () => {
    stage = await startStage()
    await openAll(stage.gatehouse, [stage.installation], stage.world.site.people.admin)
  })
  after(() => stage.stop())
  beforeEach(async () => {
    visit = await stage.visit('alice', 'api-access')
  })
  afterEach(() => visit.end())

  const callWith = async (token: string) => {
    const gateway = await visit.frame.locator('#gateway-address').innerText()
    return fetch(`${gateway}/rest/api/3/myself`, { headers: { authorization: `Bearer ${token}` } })
  }

  it('creates a token that is copied, works as its owner, and is refused once revoked', async () => {
    const { frame, host } = visit
    const token = await createToken(frame, 'Nightly build')
    await frame.getByRole('button', { name: 'Copy token' }).click()
    await frame.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await host.evaluate<string>('navigator.clipboard.readText()')).to.equal(token)

    const answer = await callWith(token)
    expect(answer.status).to.equal(200)
    expect(await answer.json()).to.include({ displayName: 'Alice Abbott' })

    await revoke(frame, 'Nightly build')
    expect((await callWith(token)).status).to.equal(401)
    expect(visit.complaints).to.be.empty
  })

  it('shows the token once: it is gone when the page is opened again', async () => {
    const token = await createToken(visit.frame, 'Only once')
    const again = await stage.visit('alice', 'api-access')
    expect(await again.frame.getByRole('rowheader', { name: 'Only once' }).count()).to.equal(1)
    expect(await again.frame.content()).not.to.include(token)
    await again.end()
  })

  it('never sends a token of the product in an address or in any header but one', async () => {
    const strays: string[] = []
    visit.host.on('request', (request) => {
      if (!request.url().startsWith(stage.gatehouse.url)) return
      const headers = Object.entries(request.headers()).filter(([name]) => name !== 'authorization')
      const sent = [request.url(), ...headers.flat()].join('\n')
      if (/eyJ|jwt/i.test(sent)) strays.push(sent)
    })
    await createToken(visit.frame, 'No strays')
    expect(strays).to.be.empty
  })

  it('asks the product for a fresh token for each action, so that a page may stay open for hours', async () => {
    await createToken(visit.frame, 'In the morning')
    stage.gatehouse.clock.move(5 * 3_600_000)
    await createToken(visit.frame, 'In the afternoon')
    expect(visit.complaints).to.be.empty
  })

  it('creates one token when the button is pressed twice in haste', async () => {
    const { frame } = visit
    await frame.locator('#token-name').fill('In haste')
    await frame.getByRole('button', { name: 'Create token' }).dblclick()
    await frame.locator('#token-text').waitFor()
    const again = await stage.visit('alice', 'api-access')
    expect(await again.frame.getByRole('rowheader', { name: 'In haste' }).count()).to.equal(1)
    await again.end()
  })

  it('keeps what was typed when a field is wrong, and leads there', async () => {
    const { frame } = visit
    await frame.getByLabel('Ends after').selectOption('90')
    await frame.getByRole('radio', { name: 'Read and write' }).check()
    await frame.getByRole('button', { name: 'Create token' }).click()
    await frame.getByText('Give the token a name').waitFor()
    expect(await frame.locator('#token-name:focus').count()).to.equal(1)
    expect(await frame.getByLabel('Ends after').inputValue()).to.equal('90')
    expect(await frame.getByRole('radio', { name: 'Read and write' }).isChecked()).to.equal(true)
    expect(await frame.locator('#notice').innerText()).to.include('was not created')
  })

  it('can be used with the keyboard alone, from the first field to the revoked token', async () => {
    const { frame, host, focused } = visit
    const tabTo = async (text: string) => {
      for (let steps = 0; steps < 40; steps += 1) {
        await host.keyboard.press('Tab')
        if ((await focused()).startsWith(text)) return
      }
      throw new Error(`the keyboard never reached "${text}"`)
    }
    await frame.locator('#token-name').focus()
    await host.keyboard.type('By keyboard')
    await host.keyboard.press('Enter')
    await frame.locator('#token-text').waitFor()
    expect(await focused()).to.equal('Copy your token now')

    await tabTo('Copy token')
    await host.keyboard.press('Enter')
    await frame.getByRole('button', { name: 'Copied' }).waitFor()

    await tabTo('Revoke By keyboard')
    await host.keyboard.press('Enter')
    await tabTo('Revoke token')
    await host.keyboard.press('Escape')
    expect(await focused()).to.equal('Revoke By keyboard')
    await host.keyboard.press('Enter')
    await tabTo('Revoke token')
    await host.keyboard.press('Enter')
    await frame.getByText('The token is revoked').waitFor()
    expect(await focused()).to.equal('Your tokens')
  })

  it('says what to do when Gatehouse cannot be reached, in the live region', async () => {
    const { frame, host } = visit
    await host.route('**/jira/pages/tokens', (route) => route.abort())
    await frame.locator('#token-name').fill('Lost')
    await frame.getByRole('button', { name: 'Create token' }).click()
    await frame.getByText('Gatehouse could not be reached').waitFor()
    expect(await frame.locator('#token-name').inputValue()).to.equal('Lost')
  })

  it('says so too when something between answers in Gatehouse’s place', async () => {
    const { frame, host } = visit
    const body = '<h1>Bad Gateway</h1>'
    await host.route('**/jira/pages/tokens', (route) => route.fulfill({ status: 502, body }))
    await frame.locator('#token-name').fill('Lost')
    await frame.getByRole('button', { name: 'Create token' }).click()
    await frame.getByText('Gatehouse could not be reached').waitFor()
    expect(await frame.content()).not.to.include('Bad Gateway')
  })

  it('says so when the product does not confirm the person any more', async () => {
    const { frame } = visit
    await frame.evaluate("AP.context.getToken = () => Promise.reject(new Error('signed out'))")
    await frame.locator('#token-name').fill('Lost')
    await frame.getByRole('button', { name: 'Create token' }).click()
    await frame.getByText('Jira did not confirm who you are').waitFor()
  })
})

async function createToken(frame: Frame, name: string): Promise<string> {
  await frame.locator('#token-name').fill(name)
  await frame.getByRole('button', { name: 'Create token' }).click()
  await frame.getByRole('rowheader', { name: `${name} New` }).waitFor()
  return frame.locator('#token-text').innerText()
}

async function revoke(frame: Frame, name: string): Promise<void> {
  const row = frame.getByRole('row').filter({ hasText: name })
  await row.locator('summary', { hasText: 'Revoke' }).click()
  await row.getByRole('button', { name: 'Revoke token' }).click()
  await frame.getByText('The token is revoked').waitFor()
}
