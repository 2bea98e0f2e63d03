import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine, machineLines } from '../gateway/machine.ts'
import { shuffled } from '../gateway/shuffled.ts'
import type { OpenEngine } from './engine.ts'
import { filledRelaxed, filledStrict, growingFile, journal } from './file-engines.ts'
import { promiseLines, resultLines, type Result } from './report.ts'
import { sliceOf, type Slice } from './slice.ts'
import { bulkCreate, prepared, rowByRow } from './table-engines.ts'

/**
 * Ways of recording calls side by side, each alone for a moment, in rounds of mixed order. Run with
 * `npm run bench:audit-engines`; `docs/adr/0013-…` tells what came of it.
 */
const ENGINES = [
  ...[journal, filledStrict, filledRelaxed, growingFile],
  ...[prepared, bulkCreate, rowByRow],
]
const SIZES = [16, 200]
const WARM_UP_SECONDS = 0.5
const USAGE =
  'npm run bench:audit-engines -- [--rounds 7] [--seconds 1] [--folder DIR on the disk to be measured] [--json FILE]'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '1' },
    folder: { type: 'string', default: tmpdir() },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const say = (line: string) => process.stdout.write(`${line}\n`)
if (values.help) say(USAGE)
else await measure()

async function measure(): Promise<void> {
  // No peers are asked for here, so none are named.
  const machine = { ...describeMachine(), versions: {} }
  for (const line of machineLines(machine)) say(line)
  const folder = await mkdtemp(join(values.folder, 'gatehouse-engines-'))
  const opened: OpenEngine[] = []
  try {
    const pairs = []
    for (const engine of ENGINES) {
      process.stderr.write(`opening ${engine.name} …\n`)
      const open = await engine.open(await mkdtemp(join(folder, 'engine-')))
      opened.push(open)
      for (const size of SIZES) pairs.push({ engine, open, size, slices: [] as Slice[] })
    }
    for (const { open, size } of pairs) await sliceOf(open, size, WARM_UP_SECONDS)
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      process.stderr.write(`round ${round} of ${values.rounds} …\n`)
      for (const { open, size, slices } of shuffled(pairs)) {
        slices.push(await sliceOf(open, size, Number(values.seconds)))
      }
    }
    const results: Result[] = pairs.map(({ engine, size, slices }) => ({
      ...{ engine: engine.name, promise: engine.promise, eventsACommit: size, slices },
    }))
    for (const line of [...resultLines(results), '', ...promiseLines(results)]) say(line)
    if (values.json !== undefined) {
      mkdirSync(dirname(values.json), { recursive: true })
      writeFileSync(values.json, `${JSON.stringify({ machine, results }, null, 2)}\n`)
    }
  } finally {
    for (const open of opened) await open.close()
    await rm(folder, { recursive: true })
  }
}
