import type { Fault } from '../lib/fault.ts'
import { invalidInput } from './invalid-input.ts'
import type { Operation } from './operation.ts'

type Query = Readonly<Record<string, string>>
type Parameters = NonNullable<Operation['inQuery']>

const LIMIT_MAX = 100
const VERSION = 'Must be the number of a version.'

export const VERSIONS_QUERY: Parameters = [
  { name: 'limit', says: `How many at most: 1 to ${LIMIT_MAX}, which is taken without it.` },
  { name: 'before', says: 'Goes on with a list: `next` of the part before.' },
]

export const DIFF_QUERY: Parameters = [
  {
    name: 'from',
    says: 'The earlier version; 0 is what holds before anything was decided. Without it, the one before `to`.',
  },
  { name: 'to', says: 'The later version. Without it, the present one.' },
]

export const DRY_RUN_QUERY: Parameters = [
  {
    name: 'dryRun',
    says: 'With `true`, everything is checked, and answered is what would differ; nothing is stored.',
  },
]

/** @throws Refusal `request/invalid-input` with all faults */
export function readVersionsQuery({ limit = String(LIMIT_MAX), before }: Query) {
  const isCount = /^[1-9]\d{0,2}$/.test(limit) && Number(limit) <= LIMIT_MAX
  demandNone([
    ...(isCount ? [] : [{ path: 'query.limit', says: `Must be 1 to ${LIMIT_MAX}.` }]),
    ...versionFaults('before', before),
  ])
  return { limit: Number(limit), before: numberIn(before) }
}

/** @throws Refusal `request/invalid-input` with all faults */
export function readDiffQuery({ from, to }: Query) {
  demandNone([...versionFaults('from', from), ...versionFaults('to', to)])
  return { from: numberIn(from), to: numberIn(to) }
}

/** @throws Refusal `request/invalid-input` for anything but `true` and `false` */
export function readDryRun({ dryRun = 'false' }: Query): boolean {
  const isKnown = dryRun === 'true' || dryRun === 'false'
  demandNone(isKnown ? [] : [{ path: 'query.dryRun', says: 'Must be true or false.' }])
  return dryRun === 'true'
}

/** @returns undefined for what is the number of no version that is kept */
export function versionInPath({ version = '' }: Query): number | undefined {
  return isVersion(version) ? Number(version) : undefined
}

function isVersion(text: string): boolean {
  return /^(?:0|[1-9]\d{0,8})$/.test(text)
}

function versionFaults(name: string, text: string | undefined) {
  const isRight = text === undefined || isVersion(text)
  return isRight ? [] : [{ path: `query.${name}`, says: VERSION }]
}

function numberIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}

function demandNone(faults: readonly Fault[]): void {
  if (faults.length > 0) throw invalidInput(faults)
}
