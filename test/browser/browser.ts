import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

// No sandbox inside containers, and nothing that calls home: the run may touch no other machine.
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
]

// Two cores, shared with everything else that runs meanwhile.
const TEST_TIMEOUT_MS = 30_000

/**
 * A suite in a real browser. Where there is none it says in one line what was left out and passes,
 * so that nobody needs a browser to work on the rest; on the build machine that is a failure.
 */
export function browserSuite(title: string, tests: () => void): void {
  if (existsSync(EXECUTABLE)) {
    describe(title, function () {
      this.timeout(TEST_TIMEOUT_MS)
      tests()
    })
    return
  }
  const missing = `no browser at ${EXECUTABLE} (set CHROMIUM): left out "${title}"`
  if (process.env['CI'] === 'true') {
    describe(title, () => {
      it('has a browser to run in', () => {
        throw new Error(missing)
      })
    })
    return
  }
  console.log(missing)
}

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS })
}
