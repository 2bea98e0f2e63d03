import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { anInstalledWorld } from '../support/a-world.ts'
import { TEST_KEY } from '../support/gatehouse.ts'

const run = promisify(execFile)
const PROGRAM = fileURLToPath(new URL('../../src/secrets.ts', import.meta.url))

describe('npm run secrets -- reseal', () => {
  it('moves all secrets to the newest key while the app serves calls', async () => {
    const newKey = `new:${randomBytes(32).toString('base64')}`
    const keys = `${newKey},${TEST_KEY}`
    const it_ = await anInstalledWorld({ environment: { SECRETS_KEYS: keys } })
    const { databaseFile, url } = it_.gatehouse
    const token = await it_.createToken(it_.people.alice)
    // Back to the older key first, as the rows of an app would be that just got a new one.
    const reseal = (secretsKeys: string) =>
      run(process.execPath, ['--import', 'tsx', PROGRAM, 'reseal'], {
        env: {
          PATH: process.env['PATH'],
          BASE_URL: url,
          DATABASE_URL: `sqlite:${databaseFile}`,
          SECRETS_KEYS: secretsKeys,
        },
      })
    expect((await reseal(`${TEST_KEY},${newKey}`)).stdout).to.contain('6 resealed with key "test"')
    const statuses: number[] = []
    const resealing = { ended: false }
    const calls = (async () => {
      while (!resealing.ended) statuses.push((await it_.call('/rest/api/3/myself', token)).status)
    })()
    const { stdout } = await reseal(keys)
    resealing.ended = true
    await calls
    // The policies of the two installations have no secret, and so nothing that could be old.
    expect(stdout).to.contain('6 resealed with key "new", 2 were current, 0 left')
    expect(statuses.length).to.be.greaterThan(3)
    expect(new Set(statuses)).to.deep.equal(new Set([200]))
    expect((await reseal(newKey)).stdout).to.contain('0 resealed with key "new", 8 were current')
    await it_.stop()
  })
})
