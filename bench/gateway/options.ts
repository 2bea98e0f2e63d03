import { parseArgs } from 'node:util'

export interface Options {
  readonly rounds: number
  readonly seconds: number
  readonly warmUpSeconds: number
  readonly tries: number
  readonly connections: number
  /** Names of contenders; empty for all. */
  readonly only: readonly string[]
  /** Folder for what is written. */
  readonly out: string
  /** Also puts the plot where the documentation shows it. */
  readonly publish: boolean
}

const QUICK = { rounds: 2, seconds: 2, warmUp: 1 }
const USUAL = { rounds: 5, seconds: 4, warmUp: 2 }

/** @throws Error for an option that is unknown, or a number that is none */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      'warm-up': { type: 'string' },
      connections: { type: 'string', default: '32' },
      tries: { type: 'string', default: '3' },
      only: { type: 'string', default: '' },
      out: { type: 'string', default: '.cache/bench' },
      quick: { type: 'boolean', default: false },
      publish: { type: 'boolean', default: false },
    },
  })
  const usual = values.quick ? QUICK : USUAL
  return {
    rounds: count('rounds', values.rounds ?? usual.rounds),
    seconds: count('seconds', values.seconds ?? usual.seconds),
    warmUpSeconds: count('warm-up', values['warm-up'] ?? usual.warmUp),
    tries: count('tries', values.tries),
    connections: count('connections', values.connections),
    only: values.only.split(',').filter((name) => name !== ''),
    out: values.out,
    publish: values.publish,
  }
}

function count(name: string, value: string | number): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} must be a whole number`)
  return number
}
