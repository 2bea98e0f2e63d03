import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Holds the imports against .dependency-cruiser.cjs, and the check against itself: a checker that
 * looked at nothing, or that finds nothing where something is wrong, fails here too.
 */
const root = fileURLToPath(new URL('..', import.meta.url))

interface Verdict {
  readonly modules: number
  readonly broken: readonly string[]
}

function cruise(folder: string): Verdict {
  const arguments_ = [
    '--no-install',
    'depcruise',
    'src',
    '--config',
    `${root}.dependency-cruiser.cjs`,
  ]
  const report = run('npx', [...arguments_, '--output-type', 'json'], folder)
  const { summary } = JSON.parse(report) as {
    summary: {
      totalCruised: number
      violations: { from: string; to: string; rule: { name: string } }[]
    }
  }
  return {
    modules: summary.totalCruised,
    broken: summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`),
  }
}

// Exit status 1 and more means violations were found; the report is on stdout all the same.
function run(command: string, arguments_: readonly string[], folder: string): string {
  const options = { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const
  try {
    return execFileSync(command, arguments_, { ...options, stdio: ['ignore', 'pipe', 'ignore'] })
  } catch (failure) {
    if (failure instanceof Error && 'stdout' in failure && typeof failure.stdout === 'string') {
      return failure.stdout
    }
    throw failure
  }
}

const faults: string[] = []
const project = cruise(root)
faults.push(...project.broken)
if (project.modules < 50) faults.push(`only ${String(project.modules)} modules were looked at`)

const fixture = cruise(`${root}scripts/rules-fixture`)
for (const rule of ['lib-imports', 'gateway-imports']) {
  if (!fixture.broken.some((each) => each.startsWith(`${rule}:`))) {
    faults.push(`the fixture that breaks ${rule} was not caught`)
  }
}

if (faults.length > 0) {
  console.error(faults.map((fault) => `import rules: ${fault}`).join('\n'))
  process.exitCode = 1
} else {
  console.log(
    `import rules hold: ${String(project.modules)} modules looked at, 2 broken fixtures caught`,
  )
}
