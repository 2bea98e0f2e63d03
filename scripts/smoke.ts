import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Starts the built app as production does, asks it for what works without a site, and stops it.
 * Catches what tests over the sources cannot: a file that the build left out, a path that is only
 * right in src/.
 */
const PORT = 39_471
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-smoke-'))
const address = `http://127.0.0.1:${String(PORT)}`

const app = spawn(process.execPath, [fileURLToPath(new URL('../dist/main.js', import.meta.url))], {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'inherit'],
  env: {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    PORT: String(PORT),
    BASE_URL: 'https://gatehouse.example.com',
    SECRETS_KEYS: `k:${randomBytes(32).toString('base64')}`,
  },
})
const exited = new Promise<number | null>((resolve) => app.once('exit', resolve))

try {
  await eventually(async () => expectStatus('/health', 200))
  for (const product of ['jira', 'confluence']) {
    const text = await expectStatus(`/${product}/atlassian-connect.json`, 200)
    const { baseUrl } = JSON.parse(text) as { baseUrl: unknown }
    if (baseUrl !== `https://gatehouse.example.com/${product}`) {
      throw new Error(`the ${product} descriptor names ${String(baseUrl)}`)
    }
    await expectStatus(`/${product}/pages/api-access`, 401)
    await expectStatus(`/${product}/installed`, 401, 'POST')
  }
  const refusal = await expectStatus('/jira/pages/api-access', 401)
  const assets = [...refusal.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '')
  if (assets.length === 0) throw new Error('the error page names no assets')
  for (const asset of assets) await expectStatus(asset, 200)
  await expectStatus('/sites/nobody.atlassian.net/rest/api/3/myself', 401)
} finally {
  app.kill('SIGTERM')
}
const code = await exited
rmSync(folder, { recursive: true })
if (code !== 0) throw new Error(`the app ended with ${String(code)} on SIGTERM`)
console.log('the built app starts, answers and stops')

async function expectStatus(path: string, status: number, method = 'GET'): Promise<string> {
  const answer = await fetch(address + path, { method })
  const text = await answer.text()
  if (answer.headers.get('strict-transport-security') === null) {
    throw new Error(`${path} does not insist on https`)
  }
  if (answer.status !== status) {
    throw new Error(`${path} answered ${String(answer.status)}, not ${String(status)}: ${text}`)
  }
  return text
}

async function eventually(attempt: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await attempt()
      return
    } catch (failure) {
      if (tries > 100) throw failure
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
