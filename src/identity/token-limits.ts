import type { Fault, Parsed } from '../lib/fault.ts'
import { faultsOf, memberMessage } from '../lib/input-faults.ts'
import { networkFault } from '../lib/network-fault.ts'
import type { TokenLimits } from './api-token.ts'
import { resourceFault } from './providers/check-resource.ts'
import { repeatsIn } from './providers/check-text.ts'

type LimitName = keyof TokenLimits

export const LIMIT_NAMES = ['networks', 'resources', 'places'] as const satisfies LimitName[]
const LIMIT_ENTRIES_MAX = 100

/**
 * What stands for limits that cannot be read. No list that was entered is empty, and nothing is in an
 * empty one: also whoever does not ask `admitsNothing` lets nothing through.
 */
export const ADMITS_NOTHING: TokenLimits = { networks: [], resources: [], places: [] }

export function admitsNothing(limits: TokenLimits): boolean {
  return LIMIT_NAMES.some((name) => limits[name]?.length === 0)
}

/**
 * Limits as somebody entered them, or as they were stored. All that is wrong is told at once. What is
 * absent limits nothing, so a list that is there has to have something in it.
 */
export function parseTokenLimits(input: unknown): Parsed<TokenLimits> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { kind: 'refused', faults: [{ path: '', says: NO_OBJECT }] }
  }
  const members = new Map<string, unknown>(Object.entries(input))
  const faults = unknownFaults([...members.keys()])
  const limits: Partial<Record<LimitName, readonly string[]>> = {}
  for (const name of LIMIT_NAMES) {
    const member = members.get(name)
    if (member === undefined) continue
    const read = parseList(member, name)
    if (read.kind === 'accepted') limits[name] = read.value
    else faults.push(...read.faults)
  }
  return faults.length > 0 ? { kind: 'refused', faults } : { kind: 'accepted', value: limits }
}

const NO_OBJECT = 'Must be an object with networks, resources and places, as you want them.'
const NO_LIST = 'List at least one, or leave it out for no limit.'

const CHECKS: Readonly<Record<LimitName, (text: string) => string | undefined>> = {
  networks: networkFault,
  // No path of Jira begins with /wiki either, so what holds for Confluence holds for both.
  resources: (glob) => resourceFault(glob, 'confluence'),
  places: placeFault,
}

function parseList(input: unknown, name: LimitName): Parsed<readonly string[]> {
  const refused = (faults: readonly Fault[]) => ({ kind: 'refused', faults }) as const
  if (!Array.isArray(input) || input.length === 0) return refused([{ path: name, says: NO_LIST }])
  if (input.length > LIMIT_ENTRIES_MAX) {
    return refused([{ path: name, says: `Use at most ${LIMIT_ENTRIES_MAX} entries.` }])
  }
  const entries: readonly unknown[] = input
  const texts = entries.filter((entry) => typeof entry === 'string')
  const faults = entries.flatMap((entry, index) => {
    const says = typeof entry === 'string' ? CHECKS[name](entry) : 'Must be a text.'
    return says === undefined ? [] : [{ path: `${name}.${index}`, says }]
  })
  const repeats = texts.length === entries.length ? repeatsIn(texts) : []
  faults.push(...repeats.map((index) => ({ path: `${name}.${index}`, says: REPEATED })))
  return faults.length > 0 ? refused(faults) : { kind: 'accepted', value: texts }
}

const REPEATED = 'This stands further up already.'

/**
 * One form for both products: a project has letters, digits and underscores, and so has a space; that
 * of a person has its owner behind a tilde. Case has no meaning in either, and upper case is what is
 * compared. A key of digits alone would be mistaken for the number that addresses have as well.
 */
function placeFault(key: string): string | undefined {
  if (/^(?:[A-Z][A-Z0-9_]{0,254}|~[A-Z0-9][A-Z0-9_.:@-]{0,253})$/.test(key)) return undefined
  return 'Must be the key of a project or space in upper case, such as OPS or ~5B10AC8D82E05B22CC7D4EF5.'
}

function unknownFaults(names: readonly string[]): Fault[] {
  const known: readonly string[] = LIMIT_NAMES
  const keys = names.filter((name) => !known.includes(name))
  if (keys.length === 0) return []
  const message = memberMessage(known, NO_OBJECT)({ code: 'unrecognized_keys', keys })
  return faultsOf([{ path: [], message, keys }])
}
