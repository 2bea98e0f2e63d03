import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { loadEnvironment } from './config/environment.ts'
import { readSettings, SettingsFault } from './config/read-settings.ts'
import { openDatabase } from './db/database.ts'
import { createSealer, SealFault } from './lib/sealer.ts'
import { checkSite } from './data-center-check.ts'
import { enterSite, listSites, removeSite, tokenFor, type Desk } from './data-center-sites.ts'

const USAGE = `Usage: data-center COMMAND

  list                     The Data Center sites that are entered.
  enter FILE               Enters the site that the JSON file describes, or changes it; - reads it from
                           standard input. docs/data-center.md says what is in it. Secrets are sealed in the
                           database; the file is not needed any more.
  remove ID                Ends a site: its secrets are dropped, its record stays.
  check ID [--from ADDR]   Asks the site's Crowd and product whether all is set up as it has to be. With
                           --from, the value of somebody's sign-on cookie is read from standard input, and
                           the rules about addresses are tried with it: ADDR is where they have signed on.
  token ID --for ADMIN     Makes a token, for a day, with which an administrator of the site manages it
                           here: in the management API, and for opening its pages.

The app may go on running beside it; it knows of a change within ten seconds.
`

/** What a command is told: its name, what follows it, and its options. */
interface Wish {
  readonly command: string
  readonly subject: string | undefined
  readonly admin: string | undefined
  readonly from: string | undefined
}

/** Undefined for what is no use of this program. */
function readWish(args: string[]): Wish | undefined {
  try {
    const options = { for: { type: 'string' }, from: { type: 'string' } } as const
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options })
    const [command = '', subject, ...more] = positionals
    if (more.length > 0) return undefined
    return { command, subject, admin: values.for, from: values.from }
  } catch (fault) {
    // What parseArgs throws of arguments that it does not know.
    if (fault instanceof TypeError) return undefined
    throw fault
  }
}

async function main(args: string[]): Promise<number> {
  const wish = readWish(args)
  const run = wish && commandOf(wish)
  if (run === undefined) {
    console.error(USAGE)
    return args[0] === '--help' ? 0 : 64
  }
  const settings = readSettings(loadEnvironment())
  const database = await openDatabase(settings.database.file)
  try {
    return await run({
      settings,
      database,
      sealer: createSealer(settings.sealingKeys),
      tell: (line) => {
        console.log(line)
      },
      warn: (line) => {
        console.error(line)
      },
    })
  } finally {
    await database.close()
  }
}

function commandOf({ command, subject, admin, from }: Wish) {
  switch (command) {
    case 'list':
      return subject === undefined ? listSites : undefined
    case 'enter':
      if (subject === undefined) return undefined
      return async (desk: Desk) => enterSite(desk, await textOf(subject))
    case 'remove':
      if (subject === undefined) return undefined
      return (desk: Desk) => removeSite(desk, subject)
    case 'check':
      if (subject === undefined) return undefined
      return async (desk: Desk) => {
        const cookie = from === undefined ? undefined : { value: await textOf('-'), address: from }
        return await checkSite(desk, subject, cookie, process.stdout.isTTY)
      }
    case 'token':
      if (subject === undefined || admin === undefined) return undefined
      return (desk: Desk) => tokenFor(desk, subject, admin)
    default:
      return undefined
  }
}

async function textOf(file: string): Promise<string> {
  if (file !== '-') return await readFile(file, 'utf8')
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks).toString('utf8')
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (fault) {
  if (!(fault instanceof SettingsFault || fault instanceof SealFault)) throw fault
  console.error(fault.message)
  process.exitCode = 78
}
