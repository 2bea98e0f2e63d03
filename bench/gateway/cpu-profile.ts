import type { InSources } from './in-sources.ts'

/** What is read of a profile as V8 writes it. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: {
      readonly functionName: string
      readonly url: string
      readonly lineNumber: number
      readonly columnNumber: number
    }
  }[]
  readonly samples: readonly number[]
  /** Of the clock that `process.hrtime` reads, in microseconds. */
  readonly startTime: number
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[]
}

export interface SelfTime {
  readonly name: string
  readonly group: string
  /** Part of the time that was not idle. */
  readonly part: number
}

// The first that fits; the order is from the special to the general.
const GROUPS: readonly (readonly [group: string, pattern: RegExp])[] = [
  ['gc', /^\(garbage collector\)/],
  ['undici', /node_modules\/undici\//],
  ['sqlite', /node_modules\/(sqlite3|sequelize|umzug|better-sqlite3)\//],
  ['other packages', /node_modules\//],
  ['gatehouse', / (dist|src)\//],
  ['crypto', /node:internal\/crypto|node:crypto/],
  [
    'node: http, net, streams',
    /node:(_http|internal\/http|http|net|internal\/stream|stream|events)/,
  ],
  ['node: other', /node:/],
]

/**
 * Where the time went, the longest first: own time of each function, what it called left out.
 * @param sinceUs leaves out what was before, such as the start
 * @param inSources tells the file that a place of a build comes from
 */
export function selfTimes(
  profile: CpuProfile,
  sinceUs: number,
  inSources: InSources = () => undefined,
): readonly SelfTime[] {
  const { nodes, samples, timeDeltas, startTime } = profile
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber, columnNumber } }) => {
      const name = functionName === '' ? '(anonymous)' : functionName
      if (url === '') return [id, name]
      const built = { file: url.replace(/^.*?\/(?=dist\/|node_modules\/)/, ''), line: lineNumber }
      const { file, line } = inSources(url, lineNumber, columnNumber) ?? built
      return [id, `${name} ${file}:${line + 1}`]
    }),
  )
  const times = new Map<string, number>()
  let now = startTime
  samples.forEach((id, index) => {
    now += timeDeltas[index] ?? 0
    if (now < sinceUs) return
    const name = names.get(id) ?? '(unknown)'
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0))
  })
  times.delete('(idle)')
  const total = [...times.values()].reduce((sum, each) => sum + each, 0)
  return [...times]
    .map(([name, time]) => ({ name, group: groupOf(name), part: time / total }))
    .sort((one, other) => other.part - one.part)
}

/** The groups with the parts of their functions together, the largest first. */
export function byGroup(times: readonly SelfTime[]): readonly (readonly [string, number])[] {
  const groups = new Map<string, number>()
  for (const { group, part } of times) groups.set(group, (groups.get(group) ?? 0) + part)
  return [...groups].sort(([, one], [, other]) => other - one)
}

function groupOf(name: string): string {
  return GROUPS.find(([, pattern]) => pattern.test(name))?.[0] ?? 'native and system'
}
