import { z } from 'zod'
import { memberOf } from '../identity/providers/draft-members.ts'
import type { ProviderContext } from '../identity/providers/parse-provider.ts'
import { members } from '../identity/providers/parse-fields.ts'
import type { Fault, Parsed } from '../lib/fault.ts'
import { FAULTS_MAX, faultsAt } from '../lib/input-faults.ts'
import { referenceFaults, type KnownParts } from './check-references.ts'
import { LISTS } from './list-faults.ts'
import { parseAccess } from './parse-access.ts'
import { parseBypass } from './parse-bypasses.ts'
import { parseGroup } from './parse-groups.ts'
import { readLimits } from './parse-limits.ts'
import { idIn, readList } from './parse-list.ts'
import { parseNetworks } from './parse-networks.ts'
import { readProviders } from './parse-providers.ts'
import { parseResource } from './parse-resources.ts'
import { parseBy } from './parse-rule-fields.ts'
import { parseRetention } from './parse-retention.ts'
import { parseSwitches } from './parse-switches.ts'
import { parseTokenRules } from './parse-token-rules.ts'
import type { PolicyDocument } from './policy-document.ts'

export interface PolicyContext extends Omit<ProviderContext, 'existing'> {
  /**
   * The document that is replaced: its providers keep their secrets where the input says `"[sealed]"`,
   * and its bypasses their ends where those are past.
   */
  readonly existing: PolicyDocument
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** A whole policy from its JSON form. All that is wrong is told at once, up to a hundred faults. */
export function parsePolicy(input: unknown, context: PolicyContext): Parsed<PolicyDocument> {
  const frame = parseBy(documentSchema, input)
  const framed = faultsIn(frame)
  // What is no object at all has no parts.
  if (framed.some(({ path }) => path === '')) return { kind: 'refused', faults: framed }
  const { parts, known } = readParts(input, context)
  const faults = [
    ...framed,
    ...Object.entries(parts).flatMap(([name, part]) => faultsAt(name, faultsIn(part))),
    ...referenceFaults(known),
  ]
  const document = faults.length === 0 ? documentOf(parts) : undefined
  if (document !== undefined) return { kind: 'accepted', value: document }
  return { kind: 'refused', faults: faults.slice(0, FAULTS_MAX) }
}

// Each part has its own parser, which also says what is missing; here it only has to have one of the names.
const apart = z.unknown().optional()
const sections: Readonly<Record<Exclude<keyof PolicyDocument, 'format'>, typeof apart>> = {
  switches: apart,
  providers: apart,
  groups: apart,
  access: apart,
  networks: apart,
  resources: apart,
  bypasses: apart,
  tokens: apart,
  limits: apart,
  retention: apart,
}
const format = z.literal(2, { error: 'Must be 2, the only format that there is.' })
const documentSchema = members({ format, ...sections }, 'A policy must be an object.')

type Parts = {
  readonly [Name in Exclude<keyof PolicyDocument, 'format'>]: Parsed<PolicyDocument[Name]>
}

interface ReadParts {
  readonly parts: Parts
  readonly known: KnownParts
}

function readParts(input: unknown, { existing, now, ...context }: PolicyContext): ReadParts {
  const of = (name: keyof Parts) => memberOf(input, name)
  const providers = readProviders(of('providers'), { ...context, existing: existing.providers })
  const groups = readList(of('groups'), LISTS.groups, GROUPS, parseGroup)
  const resources = readList(of('resources'), LISTS.resources, RESOURCES, (entry) =>
    parseResource(entry, context),
  )
  const bypasses = readList(of('bypasses'), LISTS.bypasses, BYPASSES, (entry) => {
    const replaced = existing.bypasses.find(({ id }) => id === idIn(entry))
    return parseBypass(entry, { ...context, now, existing: replaced })
  })
  const limits = readLimits(of('limits'))
  const parts = {
    switches: parseSwitches(of('switches'), context),
    providers: providers.parsed,
    groups: groups.parsed,
    access: parseAccess(of('access')),
    networks: parseNetworks(of('networks')),
    resources: resources.parsed,
    bypasses: bypasses.parsed,
    tokens: parseTokenRules(of('tokens')),
    limits: limits.parsed,
    retention: parseRetention(of('retention'), existing.retention),
  }
  return { parts, known: knownOf(parts, { providers, groups, resources, limits }) }
}

type Lists = Omit<KnownParts, 'access' | 'budget'>

function knownOf(
  { access, limits }: Pick<Parts, 'access' | 'limits'>,
  lists: { readonly [Name in keyof Lists]: { readonly known: Lists[Name] } },
): KnownParts {
  return {
    providers: lists.providers.known,
    groups: lists.groups.known,
    access: access.kind === 'accepted' ? access.value : undefined,
    resources: lists.resources.known,
    limits: lists.limits.known,
    budget: limits.kind === 'accepted' ? limits.value.budget : undefined,
  }
}

function documentOf(parts: Parts): PolicyDocument | undefined {
  const values: [string, unknown][] = []
  for (const [name, part] of Object.entries(parts)) {
    if (part.kind === 'refused') return undefined
    values.push([name, part.value])
  }
  // Parts has a name for every other member of a document, and what is accepted there is its value.
  return { format: 2, ...Object.fromEntries(values) } as PolicyDocument
}

const GROUPS = 'Must be a list; it may be empty.'
const RESOURCES = 'Must be a list; with an empty one nothing can be called.'
const BYPASSES = 'Must be a list; it may be empty.'

function faultsIn(parsed: Parsed<unknown>): readonly Fault[] {
  return parsed.kind === 'refused' ? parsed.faults : []
}
