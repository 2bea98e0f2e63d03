import type { PagesDeps } from './page-room.ts'
import { wordsOf } from './product-words.ts'
import { isInForce } from './rules/access/present-bypasses.ts'
import { servesNothing, type NothingServed } from './serves-nothing.ts'

/** What goes past the rules, and whether they let anything through at all. */
export interface RulesOverviewModel {
  readonly productName: string
  /** That every call is refused, and why. */
  readonly closed: ClosedWords | undefined
  readonly isAny: boolean
  readonly bypasses: string
  readonly hits: string | undefined
}

interface ClosedWords {
  readonly title: string
  readonly says: string
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
  const live = document.bypasses.filter((bypass) => isInForce(bypass, now)).length
  const productName = wordsOf(product).name
  const nothing = servesNothing(document, now)
  const taken = [...hits.values()].reduce((sum, count) => sum + count, 0)
  return {
    productName,
    closed: nothing && closedWords(nothing, productName),
    isAny: live > 0 || taken > 0,
    bypasses: bypassWords(live),
    hits: live === 0 && taken === 0 ? undefined : hitWords(taken),
  }
}

function closedWords(nothing: NothingServed, productName: string): ClosedWords {
  switch (nothing) {
    case 'gateway-off':
      return {
        title: 'The gateway is switched off',
        says: 'Every call is refused. Open “Gatehouse rules” and switch it on under “Switches”.',
      }
    case 'no-rule':
      return {
        title: 'Nothing can be called yet',
        says: `No rule makes anything of ${productName} available, so calls are refused. Open “Gatehouse rules” and add a rule or a starter set.`,
      }
    case 'no-credential':
      return {
        title: 'No credential is taken',
        says: 'Each kind is switched off, so calls are refused. Open “Gatehouse rules” and switch one on under “Switches”.',
      }
  }
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
