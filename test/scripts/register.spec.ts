import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { startSite, type SiteWorld } from '../site/start-site.ts'
import { startGatehouse, type Gatehouse } from '../support/gatehouse.ts'

const PROGRAM = fileURLToPath(new URL('../../scripts/register.ts', import.meta.url))
const TSX = import.meta.resolve('tsx')

describe('npm run register', () => {
  let world: SiteWorld
  let gatehouse: Gatehouse
  let folder: string
  before(async () => {
    world = await startSite()
    gatehouse = await startGatehouse(world)
    folder = await mkdtemp(join(tmpdir(), 'gatehouse-register-'))
  })
  after(async () => {
    await gatehouse.clear()
    await world.stop()
    await rm(folder, { recursive: true })
  })

  const register = async (password: string) => {
    const { admin } = world.site.people
    const site = { product: 'jira', username: admin.email, password }
    const credentials = { hosts: { [world.site.host]: site } }
    await writeFile(join(folder, 'credentials.json'), JSON.stringify(credentials))
    const given = ['--import', TSX, PROGRAM, gatehouse.url]
    return new Promise<{ readonly failed: boolean; readonly output: string }>((resolve) => {
      execFile(process.execPath, given, { cwd: folder }, (failure, stdout, stderr) => {
        resolve({ failed: failure !== null, output: stdout + stderr })
      })
    })
  }

  it('says what to look at when the site refuses, and installs nothing', async () => {
    const { failed, output } = await register('a wrong password')
    expect(failed).to.equal(true)
    expect(output).to.match(/could not install into jira .*administrator/)
    expect(output).not.to.contain('a wrong password')
    expect(world.site.installations).to.have.length(0)
  })

  it('installs the app into each development site of credentials.json', async () => {
    const { failed, output } = await register(world.site.people.admin.password)
    expect(output).to.contain('installed gatehouse-jira into jira of')
    expect(failed).to.equal(false)
    const [installation] = world.site.installations
    const tenant = gatehouse.app.directory.byClientKey('jira', installation?.clientKey ?? '')
    expect(tenant?.status).to.equal('active')
  })
})
