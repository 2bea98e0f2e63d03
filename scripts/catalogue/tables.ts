import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readExtract } from './extract.ts'
import { mergeOperations } from './merge-operations.ts'
import { readClient } from './read-client.ts'
import type { Table } from './write-table.ts'

const MODULES = new URL('../../node_modules/', import.meta.url)

export const JIRA_EXTRACT = new URL('jira-description.tsv', import.meta.url)
export const CONFLUENCE_V2_EXTRACT = new URL('confluence-v2.tsv', import.meta.url)

/** The whole catalogue by file name, made of the installed clients and of what lies beside this file. */
export function buildTables(): Readonly<Record<string, Table>> {
  const [jira, confluence] = [installed('jira.js'), installed('confluence.js')]
  const [described, second] = [readExtract(JIRA_EXTRACT), readExtract(CONFLUENCE_V2_EXTRACT)]
  const asItIs = (address: string) => address
  return {
    'jira-platform-operations.ts': {
      name: 'JIRA_PLATFORM',
      sources: [
        `${jira}: the operations`,
        `${described.source}: scopes, and more that is deprecated`,
      ],
      operations: mergeOperations(
        '/rest/api/3/',
        readClient(sourcesOf('jira.js/src/version3'), asItIs),
        described.operations,
      ),
    },
    'jira-software-operations.ts': {
      name: 'JIRA_SOFTWARE',
      sources: [jira],
      operations: mergeOperations(
        '/rest/agile/1.0/',
        readClient(sourcesOf('jira.js/src/agile'), asItIs),
        [],
      ),
    },
    'confluence-v1-operations.ts': {
      name: 'CONFLUENCE_V1',
      sources: [confluence],
      // The client's base address ends with `/wiki/rest`.
      operations: mergeOperations(
        '/rest/api/',
        readClient(sourcesOf('confluence.js/src/api'), (address) => `/rest${address}`),
        [],
      ),
    },
    'confluence-v2-operations.ts': {
      name: 'CONFLUENCE_V2',
      sources: [second.source],
      operations: mergeOperations('/api/v2/', second.operations, []),
    },
  }
}

function sourcesOf(folder: string): string {
  return fileURLToPath(new URL(folder, MODULES))
}

function installed(name: string): string {
  const text = readFileSync(new URL(`${name}/package.json`, MODULES), 'utf8')
  const parsed: unknown = JSON.parse(text)
  if (typeof parsed !== 'object' || parsed === null || !('version' in parsed))
    throw new Error(`${name} has no version`)
  return `${name} ${String(parsed.version)}`
}
