import { DEFAULT_RETENTION } from '../audit/retention-rules.ts'
import { DEFAULT_POLICY, type PolicyDocument } from '../policy/policy-document.ts'
import { EVERYTHING } from '../policy/starter-sets.ts'
import { DEFAULT_SWITCHES } from '../policy/switches.ts'

const SECTIONS = new Map<string, unknown>(Object.entries(DEFAULT_POLICY.document))
const FIRST_FORM = ['format', 'switches', 'providers']
const SWITCHES = new Map<string, unknown>(Object.entries(DEFAULT_SWITCHES))

/**
 * What was stored as a document, in the form that holds today; undefined for what is not understood. A
 * later version of Gatehouse may have written to this database before this one was put back: a section
 * or a switch that is not known here may deny something, so it is never passed over.
 */
export function knownDocument(stored: unknown): PolicyDocument | undefined {
  if (!isObject(stored)) return undefined
  const written = new Map<string, unknown>(Object.entries(stored))
  const document = written.get('format') === 1 ? upgraded(written) : written
  const switches: unknown = document.get('switches')
  if (!isObject(switches)) return undefined
  // A switch or a part that is younger than the document has its default.
  const whole = {
    retention: DEFAULT_RETENTION,
    ...Object.fromEntries(document),
    switches: { ...DEFAULT_SWITCHES, ...switches },
  }
  return isKnown(whole) ? whole : undefined
}

/**
 * The first form had switches and providers alone, and what is served could be called: an update takes
 * that from nobody.
 */
function upgraded(document: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> {
  const limits = { rules: [], readsWhenBroken: 'refused' }
  const today = { ...DEFAULT_POLICY.document, resources: [EVERYTHING], limits }
  const added = Object.entries(today).filter(([name]) => !FIRST_FORM.includes(name))
  return new Map<string, unknown>([...added, ...document, ['format', today.format]])
}

// The sections as such; what is in them was checked before it was stored, and is looked at again when
// the policy is made ready for deciding.
function isKnown(value: object): value is PolicyDocument {
  const { switches, ...sections } = Object.fromEntries(Object.entries(value))
  const [names, of] = [Object.keys(sections), new Map(Object.entries(sections))]
  return (
    names.every((name) => SECTIONS.has(name)) &&
    [...SECTIONS].every(([name, known]) => name === 'switches' || isAlike(known, of.get(name))) &&
    areSwitches(switches)
  )
}

function areSwitches(value: unknown): boolean {
  return (
    isObject(value) &&
    Object.entries(value).every(([name, set]) => typeof set === typeof SWITCHES.get(name))
  )
}

function isAlike(known: unknown, value: unknown): boolean {
  if (Array.isArray(known)) return Array.isArray(value)
  return isObject(known) ? isObject(value) : known === value
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
