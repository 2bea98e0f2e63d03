import { parseArgs } from 'node:util'
import { cutOff } from './report.ts'
import { runCrashTest } from './run-crash-test.ts'

const USAGE = `Usage: npm run crashtest [-- --rounds 50] [--seed N] [--max-ms 3000] [--built]

Kills Gatehouse under load, again and again, and compares its audit log with what the product saw and with
what the callers were told. Ends with 1 when a call is missing or there twice, or when the log says what was
not so.

  --rounds N   How often; 50 without it.
  --seed N     Chooses the calls and the moments of the kills; printed, so that a run can be repeated. What
               the machine makes of it differs all the same.
  --max-ms N   How long the load lasts at most before the kill; 3000 without it.
  --built      The built app (npm run build) rather than the sources.
  --help       This text.
`

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    seed: { type: 'string' },
    'max-ms': { type: 'string', default: '3000' },
    built: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number, not ${text}`)
  return Number(text)
}

async function run(): Promise<void> {
  const seed =
    values.seed === undefined ? Date.now() % 1_000_000_000 : wholeNumber('seed', values.seed)
  console.log(`Seed ${seed}: npm run crashtest -- --seed ${seed}\n`)
  const { faults, rounds } = await runCrashTest(
    {
      rounds: wholeNumber('rounds', values.rounds),
      maxMs: wholeNumber('max-ms', values['max-ms']),
      program: values.built ? 'built' : 'sources',
      seed,
    },
    (line) => console.log(line),
  )
  // A run in which every call had ended before each kill would show nothing.
  const isProof = rounds.some((round) => cutOff(round) > 0)
  if (!isProof) console.log('No call was under way at any kill: this run shows nothing.')
  process.exitCode = faults.length === 0 && isProof ? 0 : 1
}

if (values.help) console.log(USAGE)
else await run()
