import type { Breath } from '../../lib/breath.ts'
import type { Principal } from '../../identity/principal.ts'
import { matchesGlob } from '../../lib/glob.ts'
import type { ProductOperation } from '../catalogue/product-operation.ts'
import type { Call } from '../call.ts'
import { contains, overlaps, readPattern, type PathPattern } from '../path-pattern.ts'
import type { ResourceRule } from '../resource-rule.ts'
import { resourceTest, type ResourceTest } from '../resource-test.ts'
import type { Situation } from '../situation.ts'
import type { Snapshot } from '../snapshot.ts'
import { byTokenAuth } from '../token-auth-path.ts'
import { canName } from './can-name.ts'
import { settle, type Candidate, type Settled } from './doubts.ts'

/** An operation of the catalogue, and what becomes of calls of it. */
export interface OperationAnswer {
  readonly operation: ProductOperation
  readonly settled: Settled
}

interface PlacedTest {
  readonly test: ResourceTest
  readonly pattern: PathPattern
}

/** Everything of a caller's situation but the call. @param isAddressKnown whether `address` is one */
export interface CallerStanding extends Omit<Situation, 'call'> {
  readonly isAddressKnown: boolean
  readonly isDataCenter?: boolean
}

/** How long it goes on without a breath, in milliseconds. */
const TURN_MS = 5

/**
 * What becomes of calls of each operation, whatever stands in the places that its path leaves open, and
 * whatever their query is: allowed, denied, or it depends. By the function that decides on calls.
 * @param breathe lets others go first; with as many rules as a policy can have, all operations take long
 */
export async function answerOperations(
  snapshot: Snapshot,
  standing: CallerStanding,
  operations: readonly ProductOperation[],
  breathe: Breath,
): Promise<readonly OperationAnswer[]> {
  await breathe()
  let turnBegan = performance.now()
  const placed = placedTests(snapshot)
  const { isAddressKnown, isDataCenter = false, ...caller } = standing
  const answerOf = (operation: ProductOperation): OperationAnswer => {
    const call = callOf(operation, isDataCenter, caller.principal)
    const worst = { ...caller, call }
    const best = { ...worst, principal: grantedAtBest(caller.principal, call) }
    // Nobody says what the query will be.
    const unknown = { query: () => true, address: !isAddressKnown }
    const candidatesOf = (effect: ResourceRule['effect']) =>
      candidatesFor(placed[effect], call.path, effect === 'deny')
    return { operation, settled: settle(snapshot, { best, worst }, unknown, candidatesOf) }
  }
  const answers: OperationAnswer[] = []
  for (const operation of operations) {
    answers.push(answerOf(operation))
    if (performance.now() - turnBegan < TURN_MS) continue
    await breathe()
    turnBegan = performance.now()
  }
  return answers
}

function placedTests({ document }: Snapshot): Record<ResourceRule['effect'], PlacedTest[]> {
  const live = document.resources.filter(({ state }) => state !== 'off')
  const of = (wanted: ResourceRule['effect']) =>
    live
      .filter(({ effect }) => effect === wanted)
      .map((rule) => ({
        test: resourceTest(rule, document.switches.anonymousCalls),
        pattern: readPattern(rule.path, wanted === 'deny'),
      }))
  return { allow: of('allow'), deny: of('deny') }
}

function candidatesFor(
  placed: readonly PlacedTest[],
  template: string,
  isFolded: boolean,
): readonly Candidate[] {
  const path = readPattern(template, isFolded)
  return placed.flatMap(({ test, pattern }): Candidate[] =>
    overlaps(pattern, path) ? [{ test, isPathCertain: contains(pattern, path) }] : [],
  )
}

// Of Data Center a provider's token is taken by the prefix for tokens, and that has Confluence's first API.
function callOf(
  { product, method, path }: ProductOperation,
  isDataCenter: boolean,
  { credential }: Principal,
): Call {
  const named = { requestId: 'asked-about', siteHost: '', product, method, query: '' }
  if (!isDataCenter) return { ...named, path, needsToken: false }
  const needsToken =
    product === 'confluence' &&
    path.startsWith('/rest/api/') &&
    credential.kind === 'provider-token'
  const called = needsToken ? byTokenAuth(path) : path
  return { ...named, path: called, needsToken, isDataCenter }
}

// A place that the path leaves open can be one that the credential is limited to.
function grantedAtBest(principal: Principal, call: Call): Principal {
  const { resources, places } = principal
  const mayFit = resources?.some((glob) => mayMeet(glob, call.path)) === true
  const mayBeIn = places?.some((place) => canName(place, call)) === true
  return {
    ...principal,
    resources: mayFit ? undefined : resources,
    places: mayBeIn ? undefined : places,
  }
}

// As far as both are literal; beyond that anything may stand.
function mayMeet(glob: string, template: string): boolean {
  if (!template.includes('{')) return matchesGlob(glob, template)
  const one = glob.split('*', 1)[0] ?? ''
  const other = template.split('{', 1)[0] ?? ''
  return one.startsWith(other) || other.startsWith(one)
}
