import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLog, type Log } from '../../src/lib/log.ts'

/**
 * Everything that Gatehouse wrote anywhere during the test run, and every secret that it was
 * trusted with. At the end of the run the two are held against each other (setup.ts).
 */
const logLines: string[] = []
const databaseDumps: { readonly file: string; readonly content: string }[] = []
const secrets = new Set<string>()

/** Credentials of any test, told by their shape: API tokens, and anything that is a whole JWT. */
const CREDENTIAL_SHAPES = [
  /gatehouse_[0-9A-Za-z]{16}_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}/,
  /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/,
]

export interface TestLog {
  readonly log: Log
  /** Lines of this log alone. */
  readonly lines: readonly string[]
}

/** A line that a program of ours wrote, started by a test; searched for secrets as well. */
export function noteLogLine(line: string): void {
  logLines.push(line)
}

/** The real log at its most talkative, kept in memory and watched for secrets. */
export function testLog(): TestLog {
  const lines: string[] = []
  const write = (line: string) => {
    lines.push(line)
    logLines.push(line)
  }
  return { log: createLog('debug', { write }), lines }
}

/** From now on this text must not show up in any log line or database file. */
export function watchForSecret(text: string): void {
  if (text.length < 12) throw new Error('too short to be told from chance')
  secrets.add(text)
}

/** Takes down what a database holds on disk, its write-ahead log and the journal of calls included. */
export function dumpDatabase(file: string): string {
  const journal = `${file}.calls`
  const names = existsSync(journal) ? readdirSync(journal) : []
  // A file of the journal is filled up with zeros.
  const lines = names.map((name) => readFileSync(join(journal, name), 'latin1').split('\0', 1)[0])
  const pages = [file, `${file}-wal`]
    .filter((each) => existsSync(each))
    .map((each) => readFileSync(each, 'latin1'))
  const content = [...pages, ...lines].join('')
  databaseDumps.push({ file, content })
  return content
}

/**
 * One sentence for each leak, without the secret itself; empty when nothing leaked.
 * @param furtherLines looked at as if they had been logged, to try the search itself
 */
export function findLeaks(furtherLines: readonly string[] = []): string[] {
  const sinks = [
    ...[...logLines, ...furtherLines].map((content) => ({ name: 'log line', content })),
    ...databaseDumps.map(({ file, content }) => ({ name: `database ${file}`, content })),
  ]
  const leaks: string[] = []
  for (const { name, content } of sinks) {
    for (const secret of secrets) {
      if (content.includes(secret))
        leaks.push(`${name} holds a secret: ${cut(content, content.indexOf(secret))}`)
    }
    for (const shape of CREDENTIAL_SHAPES) {
      const found = shape.exec(content)
      if (found !== null) leaks.push(`${name} holds a credential: ${cut(content, found.index)}`)
    }
  }
  return leaks
}

/** How much was looked at, so that an empty search cannot pass for a clean one. */
export function sinkCounts() {
  return { logLines: logLines.length, databases: databaseDumps.length, secrets: secrets.size }
}

// What stands before the secret tells where it came from.
function cut(content: string, index: number): string {
  return `…${content.slice(Math.max(0, index - 120), index)}▮`
}
