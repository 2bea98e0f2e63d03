import { parseArgs } from 'node:util'

export interface Options {
  /** Names of series; empty for all. */
  readonly only: readonly string[]
  /** Also the sizes that take many minutes and gigabytes of disk. */
  readonly full: boolean
  /** File for the figures; undefined for none. */
  readonly json: string | undefined
  /** Also puts the plot where the documentation shows it. */
  readonly publish: boolean
  readonly help: boolean
}

export const USAGE = `npm run bench:growth -- [options]

  --only policy,tenants,tokens,audit   these series alone
  --full                               ten million audit events as well: some 6 GB of disk, many minutes
  --json FILE                          writes the figures there, beside those of other series from before
  --publish                            draws docs/images/growth.svg, of all in that file
  --help                               this text`

/** @throws Error for an option that is unknown */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: '' },
      full: { type: 'boolean', default: false },
      json: { type: 'string' },
      publish: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const only = values.only.split(',').filter((name) => name !== '')
  return { ...values, json: values.json, only }
}
