import { cpus, loadavg } from 'node:os'
import createRouter from 'find-my-way'
import ipaddr from 'ipaddr.js'
import { comparablePath } from '../src/policy/comparable-path.ts'
import { evaluate } from '../src/policy/evaluate.ts'
import { ipKeyOf } from '../src/policy/ip-key.ts'
import type { PolicyDocument } from '../src/policy/policy-document.ts'
import type { ResourceRule } from '../src/policy/resource-rule.ts'
import type { Situation } from '../src/policy/situation.ts'
import { compilePolicy, type Snapshot } from '../src/policy/snapshot.ts'
import { aBigPolicy, someSituations } from './a-big-policy.ts'
import { timedCalls } from './timed-calls.ts'

/**
 * What one decision costs under a large policy: 200 resource rules, 50 groups, 100 networks. Each call,
 * with its path and address, comes once only, so that nothing can be remembered from the one before.
 * Run with `npx tsx bench/evaluate.ts`.
 */
const CALLS = 100_000

interface Figures {
  /** What a tenth of the calls stay below: others on the machine have the least part in it. */
  readonly p10: number
  readonly median: number
  readonly p99: number
}

/** Microseconds for each call. */
function timed(calls: number, seed: number, decide: (situation: Situation) => unknown): Figures {
  const perCall = timedCalls(calls, someSituations(seed), decide)
  const at = (share: number) => perCall[Math.floor(perCall.length * share)] ?? Number.NaN
  return { p10: at(0.1), median: at(0.5), p99: at(0.99) }
}

/** A peer: one look-up of a path in the same router, with one route for each rule. */
function singleLookUp({ resources }: PolicyDocument): (situation: Situation) => unknown {
  const router = createRouter({ maxParamLength: 10_000 })
  const paths = resources.map(({ path }) => path.replace(/\{\w+\}/g, ':one').replace('**', '*'))
  for (const path of new Set(paths)) router.on('GET', path, () => undefined)
  return ({ call }) => router.find('GET', call.path)
}

/** A peer: one rule after the other, each taken apart for each call. */
function naive({ resources, networks, access }: PolicyDocument): (situation: Situation) => unknown {
  return ({ call, address, groups }) => {
    const from = ipaddr.process(address)
    const isIn = (cidr: string) => {
      const [network, bits] = ipaddr.parseCIDR(cidr)
      return network.kind() === from.kind() && from.match([network, bits])
    }
    if (networks.deny.some(isIn) || !networks.allow.some(isIn)) return false
    if (
      !access.mayCall.includes('everyone') &&
      ![...groups].some((id) => access.mayCall.includes(id))
    )
      return false
    const fits = (rule: ResourceRule) => fitsNaively(rule.path.split('/'), call.path.split('/'))
    const ofEffect = (effect: string) => resources.filter((rule) => rule.effect === effect)
    return !ofEffect('deny').some(fits) && ofEffect('allow').some(fits)
  }
}

function fitsNaively(pattern: readonly string[], path: readonly string[]): boolean {
  const isOpen = pattern.at(-1) === '**'
  const fixed = isOpen ? pattern.slice(0, -1) : pattern
  if (path.length < fixed.length || (!isOpen && path.length > fixed.length)) return false
  return fixed.every((part, index) => part.startsWith('{') || part === path[index])
}

function outcomesOf(snapshot: Snapshot): string {
  const counts = new Map<string, number>()
  for (const each of Array.from({ length: 10_000 }, someSituations(7))) {
    const decision = evaluate(snapshot, each)
    const outcome = decision.effect === 'allow' ? 'allow' : decision.code
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
  return [...counts].map(([outcome, count]) => `${outcome} ${count}`).join(', ')
}

const policy = aBigPolicy()
const before = performance.now()
const snapshot = compilePolicy(policy, 'jira')
const compiledMs = performance.now() - before
const say = (line: string) => process.stdout.write(`${line}\n`)

say(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`)
say(
  `load ${loadavg()[0]?.toFixed(1) ?? '?'} before this; the policy was compiled in ${compiledMs.toFixed(1)} ms`,
)
say(`of 10000 calls: ${outcomesOf(snapshot)}`)

const runs: readonly [name: string, calls: number, decide: (situation: Situation) => unknown][] = [
  ['evaluate', CALLS, (each) => evaluate(snapshot, each)],
  ['comparablePath alone', CALLS, ({ call }) => comparablePath(call.path)],
  ['ipKeyOf alone', CALLS, ({ address }) => ipKeyOf(address)],
  ['find-my-way, one look-up', CALLS, singleLookUp(policy.document)],
  ['naive, rule by rule', CALLS / 50, naive(policy.document)],
]
let own = Number.NaN
for (const [name, calls, decide] of runs) {
  // The first pass is for the compiler; its calls are others.
  timed(calls, 1, decide)
  const { p10, median, p99 } = timed(calls, 2, decide)
  if (name === 'evaluate') own = median
  const [low, middle, high] = [p10, median, p99].map((each) => each.toFixed(2).padStart(7))
  const figures = `p10 ${low} µs, median ${middle} µs, p99 ${high} µs`
  say(`${name.padEnd(25)} ${figures}, ${(median / own).toFixed(2)} × evaluate`)
}
