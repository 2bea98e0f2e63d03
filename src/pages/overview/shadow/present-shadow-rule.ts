import type { ShadowFinding, Span } from '../../../audit/audit-reader.ts'
import { momentOf, type Moment } from '../../date-words.ts'
import { callWords, numberWords } from '../../number-words.ts'
import { callerWords, type KnownNames } from '../events/caller-words.ts'
import type { EventsLink, PresentEventsLink } from '../events/events-link.ts'
import { presentShadowDays, type ShadowDaysModel } from './shadow-days.ts'
import type { ShadowRule } from './shadow-rules.ts'
import { shadowUses } from './shadow-uses.ts'

interface ShadowUseModel {
  readonly caller: string
  readonly account: string | undefined
  readonly method: string
  readonly operation: string
  readonly calls: EventsLink
  readonly last: Moment
}

/** A rule in shadow, and what it would have done. */
export interface ShadowRuleModel {
  readonly id: string
  readonly name: string
  readonly about: string
  /** What it would have done, as a sentence that the number of calls begins. */
  readonly effect: string
  readonly total: EventsLink | undefined
  readonly last: Moment | undefined
  readonly days: ShadowDaysModel | undefined
  readonly uses: readonly ShadowUseModel[]
  /** How many more there are. */
  readonly more: string | undefined
  /** Since when it is watched. */
  readonly watched: string
  readonly enforceAction: string
  readonly offAction: string
}

export interface ShadowView {
  readonly span: Span
  readonly names: KnownNames
  readonly now: number
  readonly actions: string
  readonly link: PresentEventsLink
  /** By `ShadowRule.shadow`. */
  readonly since: ReadonlyMap<string, number>
}

const USES_SHOWN_MAX = 20

export function presentShadowRule(
  rule: ShadowRule,
  findings: readonly ShadowFinding[],
  view: ShadowView,
): ShadowRuleModel {
  const { span, now, actions, link, since } = view
  const { shadow } = rule
  const own = findings.filter((each) => each.shadow === shadow)
  const uses = shadowUses(own)
  const calls = own.reduce((sum, each) => sum + each.calls, 0)
  const more = uses.length - USES_SHOWN_MAX
  const at = `${actions}/${rule.kind}/${rule.id}`
  const began = since.get(shadow)
  return {
    id: `${rule.kind}-${rule.id}`,
    name: rule.name,
    about: rule.about,
    effect: effectWords(rule, calls),
    total:
      calls === 0
        ? undefined
        : link(callWords(calls), 'in shadow: show the events', { shadow, span }),
    last: calls === 0 ? undefined : momentOf(Math.max(...own.map(({ lastAt }) => lastAt)), now),
    days: calls === 0 ? undefined : presentShadowDays(own, shadow, span, link),
    uses: uses.slice(0, USES_SHOWN_MAX).map((use): ShadowUseModel => {
      const { caller, method, operation } = use
      const name = callerWords(use, view.names)
      const about = `of ${method} ${operation} by ${name}: show the events`
      return {
        caller: name,
        account: use.accountId,
        method,
        operation,
        calls: link(numberWords(use.calls), about, { shadow, span, caller, method, operation }),
        last: momentOf(use.lastAt, now),
      }
    }),
    more: more > 0 ? `And ${numberWords(more)} more callers and operations.` : undefined,
    watched: began === undefined ? '' : `Watched ${sinceWords(began, now)}.`,
    enforceAction: `${at}/enforce`,
    offAction: `${at}/off`,
  }
}

function sinceWords(at: number, now: number): string {
  const { exact, distance } = momentOf(at, now)
  return `since ${exact} (${distance})`
}

/** Goes on after the number of calls, where there are any. */
function effectWords({ kind, opens }: ShadowRule, calls: number): string {
  if (calls === 0) {
    if (kind === 'guard') return 'It would have locked nobody.'
    return `It would have ${opens ? 'allowed' : 'refused'} no call.`
  }
  if (kind === 'guard') return 'would have been refused, and their callers locked.'
  return opens
    ? 'would have been allowed by it, which no other rule allows.'
    : 'would have been refused by it, which all other rules allow.'
}
