import type { PolicyDocument } from '../policy/policy-document.ts'
import type { PagesDeps } from './page-room.ts'
import { wordsOf } from './product-words.ts'

/** What goes past the rules, and whether they let anything through at all. */
export interface RulesOverviewModel {
  readonly productName: string
  /** No rule makes anything available to anybody. */
  readonly isClosed: boolean
  readonly isAny: boolean
  readonly bypasses: string
  readonly hits: string | undefined
}

const DAYS_30_MS = 30 * 24 * 60 * 60 * 1_000

/** For the page about the installation as a whole. */
export async function presentRulesOverview(
  { policies, audit, clock, product }: Pick<PagesDeps, 'policies' | 'audit' | 'clock' | 'product'>,
  tenantId: string,
): Promise<RulesOverviewModel> {
  const now = clock.now()
  const [{ document }, hits] = await Promise.all([
    policies.read(tenantId),
    audit.bypassHits(tenantId, now - DAYS_30_MS),
  ])
  const live = liveBypasses(document, now)
  const taken = [...hits.values()].reduce((sum, count) => sum + count, 0)
  return {
    productName: wordsOf(product).name,
    isClosed: isClosed(document),
    isAny: live > 0 || taken > 0,
    bypasses: bypassWords(live),
    hits: live === 0 && taken === 0 ? undefined : hitWords(taken),
  }
}

function liveBypasses({ bypasses }: PolicyDocument, now: number): number {
  return bypasses.filter(({ enabled, expiresAt }) => enabled && Date.parse(expiresAt) > now).length
}

function isClosed({ resources, access }: PolicyDocument): boolean {
  const allows = resources.some(({ effect, state }) => effect === 'allow' && state === 'on')
  return !allows && access.fullAccess.length === 0
}

function bypassWords(live: number): string {
  if (live === 0) return 'No bypass is in force.'
  return live === 1 ? '1 bypass is in force.' : `${String(live)} bypasses are in force.`
}

// Of all bypasses, those that have ended or were removed included: what went past the rules did so.
function hitWords(taken: number): string {
  if (taken === 0) return 'None was taken in the last 30 days.'
  const calls = taken === 1 ? '1 call' : `${String(taken)} calls`
  return `${calls} went past the rules in the last 30 days.`
}
