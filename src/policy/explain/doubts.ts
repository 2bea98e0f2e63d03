import type { Call } from '../call.ts'
import type { Decision } from '../decision.ts'
import { askedOf, evaluate } from '../evaluate.ts'
import type { RulePart } from '../finding-reason.ts'
import { compileQuery } from '../query-holds.ts'
import type { PathRouter } from '../path-router.ts'
import type { ResourceRule } from '../resource-rule.ts'
import type { Asked, PartTest, ResourceTest } from '../resource-test.ts'
import type { Situation } from '../situation.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Who } from '../who.ts'

/** What is not known of a call. */
export interface Unknown {
  /** Whether a condition on the query's parameter of this name can come out either way. */
  readonly query: (name: string) => boolean
  /** Where the caller is. */
  readonly address: boolean
}

/** The call as it is at best and at worst: they differ in what the credential is limited to. */
export interface Bounds {
  readonly best: Situation
  readonly worst: Situation
}

/** A rule whose path may fit the call. */
export interface Candidate {
  readonly test: ResourceTest
  /** False: only some of the calls that are meant have such a path. */
  readonly isPathCertain: boolean
}

/** What an answer depends on that is not known. */
export type DoubtKind = 'query' | 'path' | 'address' | 'grant'

/** The decision, whatever the unknown turns out to be; or that it depends on it. */
export type Settled =
  | { readonly kind: 'certain'; readonly decision: Decision }
  | {
      readonly kind: 'depends'
      readonly on: readonly DoubtKind[]
      /** The resource rules that it hangs on. */
      readonly rules: readonly ResourceRule[]
      readonly atBest: Decision
      readonly atWorst: Decision
    }

/** Rules of one effect whose path may fit, in the order of the document. */
export type CandidatesOf = (effect: ResourceRule['effect']) => readonly Candidate[]

/**
 * Decides twice by the function that decides on calls: once with all that is not known in the caller's
 * favour, once with all of it against. Rules only ever add to what is denied, or to what is allowed, so
 * that whatever is true lies between the two.
 */
export function settle(
  snapshot: Snapshot,
  { best, worst }: Bounds,
  unknown: Unknown,
  candidatesOf: CandidatesOf,
): Settled {
  const asked = askedOf(withoutOwnNetworks(worst, unknown))
  const denials = weighed(candidatesOf('deny'), asked, asked.mayOnlyRead, unknown)
  const allowances = weighed(candidatesOf('allow'), asked, asked.onlyReads, unknown)
  const by = (isFavour: boolean) => {
    const guessed = {
      ...withoutNetworks(snapshot, unknown),
      allowances: leaning(allowances, isFavour),
      denials: leaning(denials, !isFavour),
    }
    return evaluate(guessed, withoutOwnNetworks(isFavour ? best : worst, unknown))
  }
  const [atBest, atWorst] = [by(true), by(false)]
  if (atBest.effect === atWorst.effect) return { kind: 'certain', decision: atWorst }
  const doubtful = [...denials, ...allowances].filter(({ doubts }) => doubts.length > 0)
  const on = new Set(doubtful.flatMap(({ doubts }) => doubts))
  if (atWorst.rule === 'resource-is-granted') on.add('grant')
  const rules = doubtful.map(({ test }) => test.rule)
  return { kind: 'depends', on: [...on], rules, atBest, atWorst }
}

/** A rule for the call's method, with what nobody knows of it. */
interface Weighed {
  readonly test: ResourceTest
  readonly doubts: readonly DoubtKind[]
  /** The parts of which it is known whether they hold. */
  readonly certain: readonly PartTest[]
}

function weighed(
  candidates: readonly Candidate[],
  asked: Asked,
  onlyReads: boolean,
  unknown: Unknown,
): readonly Weighed[] {
  const { call } = asked.situation
  const fitting = candidates.filter(({ test }) => test.isForMethod(call, onlyReads))
  return fitting.map(({ test, isPathCertain }) => {
    const [certain, doubtful]: [PartTest[], PartTest[]] = [[], []]
    for (const part of test.parts) {
      const isOpen = isDoubtful(part, test.rule, call, unknown)
      if (isOpen) doubtful.push(part)
      else certain.push(part)
    }
    // Where another part certainly does not hold there is nothing to doubt.
    if (!certain.every(({ holds }) => holds(asked))) return { test, doubts: [], certain }
    const ofParts = doubtful.map(({ part }): DoubtKind => (part === 'query' ? 'query' : 'address'))
    return { test, doubts: isPathCertain ? ofParts : ['path', ...ofParts], certain }
  })
}

/** @param toHold whether rules that are in doubt are taken to hold, or not to be there */
function leaning(rules: readonly Weighed[], toHold: boolean): PathRouter<ResourceTest> {
  const tests = rules.flatMap(({ test, doubts, certain }) => {
    if (doubts.length === 0) return [test]
    return toHold ? [{ ...test, parts: certain }] : []
  })
  return () => tests
}

function isDoubtful({ part }: PartTest, rule: ResourceRule, call: Call, unknown: Unknown): boolean {
  const { query = [], effect, who } = rule
  switch (part satisfies RulePart) {
    case 'query': {
      const certain = query.filter(({ name }) => !unknown.query(name))
      // One that is certainly not so leaves nothing to doubt.
      return certain.length < query.length && compileQuery(certain, effect)(call)
    }
    case 'network':
      return unknown.address
    case 'caller':
      return unknown.address && who !== undefined && asksForNetworks(who)
    case 'credential':
    case 'acting':
      return false
  }
}

function asksForNetworks(who: Who): boolean {
  if ('all' in who) return who.all.some(asksForNetworks)
  if ('any' in who) return who.any.some(asksForNetworks)
  if ('none' in who) return who.none.some(asksForNetworks)
  return 'network' in who
}

// Where nobody says from where, the question is what may be called from a place from where one may call.
function withoutNetworks(snapshot: Snapshot, { address }: Unknown): Snapshot {
  if (!address) return snapshot
  const { document } = snapshot
  return {
    ...snapshot,
    document: { ...document, networks: { ...document.networks, allow: [], deny: [] } },
    isDeniedAddress: () => false,
    isAllowedAddress: () => true,
  }
}

function withoutOwnNetworks(situation: Situation, { address }: Unknown): Situation {
  if (!address) return situation
  return { ...situation, principal: { ...situation.principal, networks: undefined } }
}
