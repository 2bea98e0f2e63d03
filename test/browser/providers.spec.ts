import { generateKeyPairSync } from 'node:crypto'
import { expect } from 'chai'
import { SignJWT } from 'jose'
import type { Frame } from 'playwright-core'
import { watchForSecret } from '../support/sinks.ts'
import { browserSuite } from './browser.ts'
import { expectToFit, faultsOf, PHONE, shoot } from './looks.ts'
import { startStage, type Look, type Stage } from './stage.ts'

const ISSUER = 'https://token.actions.githubusercontent.com'
const ADMITTED = {
  repository: 'acme/app',
  ref: 'refs/heads/main',
  environment: 'production',
}
const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const SECRET = 'typed before a rule was added, and long enough'
const PEM = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString()

browserSuite('the page of identity providers in a browser', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await startStage()
  })
  afterEach(() => stage.stop())

  const tokenFor = async (claims: Readonly<Record<string, unknown>>) => {
    const token = await new SignJWT({ ...ADMITTED, ...claims })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(ISSUER)
      .setAudience('gatehouse')
      .setSubject('repo:acme/app:ref:refs/heads/main')
      .setIssuedAt()
      .setExpirationTime('5 minutes')
      .sign(keys.privateKey)
    watchForSecret(token)
    return token
  }

  it('takes an admin from a preset over a fault to a provider that is tested, edited and removed', async () => {
    const { frame, complaints, focused, end } = await stage.visit('admin', 'providers')
    await frame.getByRole('button', { name: 'Add provider' }).click()
    await frame.getByRole('button', { name: 'GitHub Actions' }).click()
    await frame.getByRole('heading', { name: 'Add GitHub Actions' }).waitFor()
    expect(await focused()).to.equal('Add GitHub Actions')

    await fillIn(frame, { audience: '' })
    await frame.getByRole('button', { name: 'Save provider' }).click()
    await frame.locator('#provider-audiences-fault').waitFor()
    expect(await frame.locator('#provider-audiences:focus').count()).to.equal(1)
    expect(await frame.locator('#notice').innerText()).to.include('was not saved')
    expect(await frame.getByLabel('Claim', { exact: true }).first().inputValue()).to.equal(
      'repository',
    )

    const tryIt = frame.getByRole('button', { name: 'Try it on the last 500 calls' })
    await tryIt.click()
    await frame.getByText('This provider cannot be tried yet.').waitFor()
    await frame.getByLabel('Audiences').fill('gatehouse')
    await tryIt.click()
    await frame.getByText('Nobody has called yet, so there is nothing to try it on.').waitFor()
    expect(await frame.getByLabel('Audiences').inputValue()).to.equal('gatehouse')
    expect(await faultsOf(frame)).to.be.empty

    await frame.getByRole('button', { name: 'Save provider' }).click()
    await frame.getByText('“GitHub Actions” is saved').waitFor()
    expect(await frame.getByRole('listitem').filter({ hasText: ISSUER }).count()).to.equal(1)

    // Keys of our own, since the real ones are out of reach of a test.
    await frame.getByRole('button', { name: 'Edit GitHub Actions' }).click()
    await frame.getByRole('radio', { name: 'Public keys' }).check()
    await frame.getByLabel('Public keys or certificates (PEM)').fill(PEM)
    await frame.getByRole('checkbox', { name: 'ES256' }).check()
    await frame.getByRole('checkbox', { name: 'RS256' }).uncheck()
    await frame.getByRole('button', { name: 'Save provider' }).click()
    await frame.getByText('1 pasted key').waitFor()

    const token = await tokenFor({})
    await test(frame, token)
    await frame.getByRole('heading', { name: 'This token is admitted' }).waitFor()
    expect(await focused()).to.equal('This token is admitted')
    expect(await frame.locator('#test-token').inputValue()).to.equal('')
    expect(await frame.content()).not.to.include(token)
    await test(frame, await tokenFor({ repository: 'evil/app' }))
    await frame.getByRole('heading', { name: 'This token is refused' }).waitFor()
    await frame.getByText('token/no-rule').waitFor()

    await frame.getByRole('button', { name: 'Switch off GitHub Actions' }).click()
    await frame.getByText('is switched off').waitFor()
    await frame.getByText('Remove GitHub Actions').click()
    await frame.getByRole('button', { name: 'Remove provider' }).click()
    await frame.getByText('No provider yet').waitFor()
    // The browser itself reports the 422 of the first attempt, and nothing else.
    expect(complaints.filter((each) => !each.includes('422'))).to.be.empty
    await end()
  })

  it('adds and removes rules and conditions, and keeps what was typed, a secret included', async () => {
    const { frame, end } = await stage.visit('admin', 'providers')
    await begin(frame, 'Another provider')
    await frame.getByRole('radio', { name: 'Shared secret' }).check()
    const secret = frame.locator('#provider-keys-secret')
    await secret.fill(SECRET)
    await frame.locator('#provider-name').fill('Half typed')
    await frame.getByRole('button', { name: 'Add condition' }).click()
    await frame.locator('#provider-rules-0-when-1-claim:focus').waitFor()
    await frame.getByRole('button', { name: 'Add rule' }).click()
    await frame.locator('#provider-rules-1-name:focus').waitFor()
    await frame.getByRole('button', { name: 'Remove condition 2 of rule 1' }).click()
    await frame.locator('#provider-rules-0-when-1-claim').waitFor({ state: 'detached' })
    expect(await frame.locator('#provider-name').inputValue()).to.equal('Half typed')
    expect(await secret.inputValue()).to.equal(SECRET)

    // It stays in the browser also when the whole form comes back.
    await frame.getByRole('button', { name: 'Save provider' }).click()
    await frame.locator('#provider-audiences-fault').waitFor()
    expect(await secret.inputValue()).to.equal(SECRET)
    await end()
  })

  it('leaves the form of any preset on Cancel, and sends nothing that was typed', async () => {
    const { frame, host, complaints, focused, end } = await stage.visit('admin', 'providers')
    await begin(frame, 'GitLab CI/CD')
    await frame.getByRole('radio', { name: 'Shared secret' }).check()
    await frame.locator('#provider-keys-secret').fill(SECRET)
    const leaving = host.waitForRequest((request) => request.url().endsWith('/providers/list'))
    await frame.getByRole('button', { name: 'Cancel' }).click()
    expect((await leaving).postData() ?? '').to.equal('')
    await frame.getByText('No provider yet').waitFor()
    expect(await focused()).to.equal('Providers')
    expect(complaints).to.be.empty
    await end()
  })

  it('shows only the fields of the chosen way', async () => {
    const { frame, end } = await stage.visit('admin', 'providers')
    await begin(frame, 'Another provider')
    const shown = (label: string) => frame.getByLabel(label).isVisible()
    expect(await frame.locator('#provider-keys-jwks-url').isVisible()).to.equal(false)
    await frame.getByRole('radio', { name: 'JWKS address' }).check()
    expect(await frame.locator('#provider-keys-jwks-url').isVisible()).to.equal(true)
    await frame.getByRole('radio', { name: 'Introspection' }).check()
    expect(await frame.getByRole('checkbox', { name: 'RS256' }).isVisible()).to.equal(false)
    expect(await shown('Client secret')).to.equal(true)
    await frame.getByLabel('Gatehouse proves itself by').selectOption('private_key_jwt')
    expect(await shown('Client secret')).to.equal(false)
    expect(await shown('Private key (PKCS #8, PEM)')).to.equal(true)
    expect(await faultsOf(frame)).to.be.empty
    await frame.getByRole('radio', { name: 'Shared secret' }).check()
    expect(await frame.getByRole('checkbox', { name: 'HS256' }).isVisible()).to.equal(true)
    expect(await frame.getByRole('checkbox', { name: 'RS256' }).isVisible()).to.equal(false)
    const account = frame.locator('#provider-account-by')
    expect(await frame.locator('#provider-account-accountId').isVisible()).to.equal(false)
    await account.selectOption('account')
    expect(await frame.locator('#provider-account-accountId').isVisible()).to.equal(true)
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

    it(`has in ${name} no fault that axe can find, from the empty list to a tested token`, async () => {
      const visit = await stage.visit('admin', 'providers', look)
      const { frame } = visit
      const look_ = async (what: string) => {
        await shoot(visit, `providers-${what}-${name}`)
        expect(await faultsOf(frame), what).to.be.empty
        await expectToFit(frame, look)
      }
      await look_('empty')
      await frame.getByRole('button', { name: 'Add provider' }).click()
      await frame.getByRole('heading', { name: 'Which provider?' }).waitFor()
      await look_('presets')
      await frame.getByRole('button', { name: 'GitHub Actions' }).click()
      await frame.getByRole('heading', { name: 'Add GitHub Actions' }).waitFor()
      await look_('form')
      await fillIn(frame, { audience: '' })
      await frame.getByRole('radio', { name: 'Public keys' }).check()
      await frame.getByRole('button', { name: 'Save provider' }).click()
      await frame.locator('#provider-audiences-fault').waitFor()
      await frame.getByText('Details:').click()
      await look_('fault')
      await frame.getByLabel('Audiences').fill('gatehouse')
      await frame.getByLabel('Public keys or certificates (PEM)').fill(PEM)
      await frame.getByRole('checkbox', { name: 'ES256' }).check()
      await frame.getByRole('checkbox', { name: 'RS256' }).uncheck()
      await frame.getByRole('button', { name: 'Save provider' }).click()
      await frame.getByText('is saved').waitFor()
      await frame.getByText('Remove GitHub Actions').click()
      await look_('list')
      await frame.getByRole('button', { name: 'Keep' }).click()
      await test(frame, await tokenFor({}))
      await frame.getByRole('heading', { name: 'This token is' }).waitFor()
      await look_('tested')
      await visit.end()
    })
  }
})

async function begin(frame: Frame, provider: string): Promise<void> {
  await frame.getByRole('button', { name: 'Add provider' }).click()
  await frame.getByRole('button', { name: provider }).click()
  await frame.getByRole('button', { name: 'Save provider' }).waitFor()
}

/** What the preset leaves to the admin. */
async function fillIn(frame: Frame, { audience }: { readonly audience: string }): Promise<void> {
  await frame.getByLabel('Audiences').fill(audience)
  await frame.locator('#provider-rules-0-when-0-value').fill('acme/app')
  await frame.locator('#provider-account-by').selectOption('app')
}

async function test(frame: Frame, token: string): Promise<void> {
  await frame.locator('#test-token').fill(token)
  await frame.getByRole('button', { name: 'Test token' }).click()
}
