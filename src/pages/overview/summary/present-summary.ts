import type { NamedCount, Span } from '../../../audit/audit-reader.ts'
import { callWords, durationWords, numberWords } from '../../number-words.ts'
import { hintWords } from '../events/call-words.ts'
import { callerWords, type KnownNames } from '../events/caller-words.ts'
import { refusalWords } from '../events/change-words.ts'
import type { EventsLink, PresentEventsLink } from '../events/events-link.ts'
import { shadowWords } from '../events/shadow-words.ts'
import { presentAsApp } from './present-as-app.ts'
import { presentCalls } from './present-calls.ts'
import { presentLastUses } from './present-last-uses.ts'
import { PERIODS, type Period } from './period.ts'
import { presentExpiring } from './present-expiring.ts'
import type { Summary } from './read-summary.ts'

export interface SummaryView {
  readonly summary: Summary
  readonly period: Period
  readonly span: Span
  readonly now: number
  /** Path of the tab. */
  readonly action: string
  readonly link: PresentEventsLink
}

/** What goes on, in numbers that each open the events behind them. */
export function presentSummary(view: SummaryView) {
  const { summary, period, action } = view
  const { counts } = summary
  return {
    action,
    periods: PERIODS.map(({ id, label }) => ({ id, label, isCurrent: id === period.id })),
    period: period.label,
    isNew: summary.first?.value.length === 0,
    calls: counts && presentCalls(counts.value, view),
    latency: presentLatency(view),
    refusals: presentRefusals(view),
    floods: presentFloods(view),
    callers: presentCallers(view),
    asApp: named(view, summary.asApp, presentAsApp),
    uses: named(view, summary.uses, presentLastUses),
    shadows: presentShadows(view),
    bypasses: presentBypasses(view),
    hints: presentNamed(summary.hints?.value, hintWords, (hint) =>
      view.link('', '', { hint, span: view.span }),
    ),
    expiring: presentExpiring(view.summary, view),
  }
}

/** What needs the names of callers; undefined where either could not be read. */
function named<T, Model>(
  view: SummaryView,
  read: { readonly value: T } | undefined,
  present: (value: T, names: KnownNames, view: SummaryView) => Model,
): Model | undefined {
  const { names } = view.summary
  return read === undefined || names === undefined
    ? undefined
    : present(read.value, names.value, view)
}

function presentLatency({ summary, span, link }: SummaryView) {
  if (summary.latency === undefined) return undefined
  const { value } = summary.latency
  if (value === undefined) return { figures: [], link: undefined, share: undefined }
  const figure = (label: string, ms: number) => {
    const filter = { ended: 'answered', atLeastMs: ms, span } as const
    return { label, link: link(durationWords(ms), 'or longer: these calls', filter) }
  }
  return {
    figures: [
      figure('Half of them within (p50)', value.p50),
      figure('95 of 100 within (p95)', value.p95),
      figure('99 of 100 within (p99)', value.p99),
    ],
    link: link(callWords(value.calls), 'answered', { ended: 'answered', span }),
    share: value.productShare && `${String(Math.round(value.productShare * 100))} %`,
  }
}

/** A line that says what, and how often. */
export interface CountLine {
  readonly says: string
  readonly name: string
  readonly link: EventsLink
}

function presentNamed(
  counts: readonly NamedCount[] | undefined,
  words: (name: string) => string,
  linkOf: (name: string) => EventsLink,
): readonly CountLine[] | undefined {
  return counts?.map(({ name, calls }) => ({
    says: words(name),
    name,
    link: { ...linkOf(name), text: callWords(calls), about: words(name) },
  }))
}

function presentRefusals({ summary, span, link }: SummaryView) {
  return presentNamed(summary.refusals?.value, refusalWords, (code) =>
    link('', '', { ended: 'refused', code, span }),
  )
}

// Each event of these is a minute of a flood, and says how many it was.
function presentFloods({ summary, span, link }: SummaryView): EventsLink | undefined {
  const floods = summary.floods?.value ?? []
  if (floods.length === 0) return undefined
  const count = floods.reduce(
    (all, event) => all + (event.kind === 'call' ? 0 : Number(event.facts['count'] ?? 0)),
    0,
  )
  return link(callWords(count), 'of callers that nobody knows, refused and only counted', {
    kind: 'calls.refused',
    span,
  })
}

function presentCallers({ summary, span, link }: SummaryView) {
  const { names, callers } = summary
  if (names === undefined || callers === undefined) return undefined
  return callers.value.map((each) => {
    const who = callerWords(each, names.value)
    const { caller, calls, refused } = each
    return {
      who,
      account: each.accountId,
      calls: link(numberWords(calls), `calls of ${who}`, { caller, span }),
      refused:
        refused === 0
          ? undefined
          : link(numberWords(refused), `refused calls of ${who}`, {
              caller,
              ended: 'refused',
              span,
            }),
    }
  })
}

function presentShadows({ summary, span, link }: SummaryView) {
  const { shadows, names } = summary
  if (shadows === undefined || names === undefined) return undefined
  return presentNamed(
    mostFirst(shadows.value),
    (shadow) => shadowWords(shadow, names.value.document),
    (shadow) => link('', '', { shadow, span }),
  )
}

function presentBypasses({ summary, span, link }: SummaryView) {
  const hits = summary.bypasses?.value
  const document = summary.names?.value.document
  const nameOf = (id: string) => document?.bypasses.find((bypass) => bypass.id === id)?.name ?? id
  return presentNamed(
    hits && mostFirst(hits),
    (id) => `“${nameOf(id)}”`,
    (credentialId) => link('', '', { credentialKind: 'bypass', credentialId, span }),
  )
}

function mostFirst(hits: ReadonlyMap<string, number>): readonly NamedCount[] {
  return [...hits]
    .map(([name, calls]) => ({ name, calls }))
    .sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1))
}
