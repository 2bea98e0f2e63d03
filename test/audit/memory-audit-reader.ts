import type { CallEvent, RecordedEvent } from '../../src/audit/audit-event.ts'
import type {
  AuditReader,
  EventFilter,
  NamedCount,
  SeenCallerName,
  ShadowFinding,
  Span,
} from '../../src/audit/audit-reader.ts'

type RecordedCall = CallEvent & Extract<RecordedEvent, { kind: 'call' }>

/** The log, read naively: every event is looked at for every question, as its contract says it. */
export function memoryAuditReader(events: readonly RecordedEvent[] = []): AuditReader {
  const newestFirst = () =>
    [...events].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0))
  const topOf = (calls: readonly RecordedCall[], limit: number) =>
    [...groups(calls, ({ caller }) => caller ?? '')]
      .filter(([caller]) => caller !== '')
      .map(([, own]) => ({
        ...namesOf(own),
        calls: own.length,
        refused: own.filter((call) => endOf(call) === 'refused').length,
      }))
      .sort((a, b) => b.calls - a.calls || byText(a.caller, b.caller))
      .slice(0, limit)
  const callsIn = (tenantId: string, span: Span) =>
    newestFirst().filter(
      (event): event is RecordedCall =>
        event.tenantId === tenantId && event.kind === 'call' && isWithin(event, span),
    )

  return {
    async find(tenantId, id) {
      const own = newestFirst().filter((event) => event.tenantId === tenantId)
      const ofRequest = own.filter(({ requestId }) => requestId === id)
      const call = ofRequest.find(({ kind }) => kind === 'call')
      return own.find((event) => event.id === id) ?? call ?? ofRequest[0]
    },
    async search(tenantId, filter, { limit, before }) {
      return newestFirst()
        .filter((event) => event.tenantId === tenantId && fits(event, filter))
        .filter(
          ({ at, id }) =>
            before === undefined || at < before.at || (at === before.at && id < before.id),
        )
        .slice(0, limit)
    },
    async callsOverTime(tenantId, span, stepMs, of) {
      const calls = callsIn(tenantId, span).filter(
        ({ accountId }) => of === undefined || accountId === of.accountId,
      )
      const steps = groups(calls, ({ at }) => String(at - (at % stepMs)))
      return [...steps]
        .map(([at, own]) => {
          const ended = (how: string) => own.filter((call) => endOf(call) === how).length
          const [answered, refused] = [ended('answered'), ended('refused')]
          return { at: Number(at), answered, refused, failed: ended('failed') }
        })
        .sort((a, b) => a.at - b.at)
    },
    async latency(tenantId, span) {
      const answered = callsIn(tenantId, span).filter((call) => endOf(call) === 'answered')
      const lasted = answered
        .flatMap(({ completion }) => (completion === undefined ? [] : [completion.durationMs]))
        .sort((a, b) => a - b)
      const rank = (share: number) => lasted[Math.ceil(share * lasted.length) - 1] ?? 0
      if (lasted.length === 0) return undefined
      const percentiles = { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99) }
      return { calls: lasted.length, ...percentiles, productShare: productShareOf(answered) }
    },
    topCallers: async (tenantId, span, limit) => topOf(callsIn(tenantId, span), limit),
    appCallers: async (tenantId, span, limit) =>
      topOf(callsIn(tenantId, span).filter(isShownAsApp), limit),
    shownAsApp: async (tenantId, span) => callsIn(tenantId, span).filter(isShownAsApp).length,
    async lastUses(tenantId, span, limit) {
      const used = callsIn(tenantId, span).filter(
        (call) =>
          endOf(call) === 'answered' && call.caller !== undefined && call.operation !== undefined,
      )
      const byWhat = groups(used, ({ caller, method, operation }) =>
        JSON.stringify([caller, method, operation]),
      )
      return [...byWhat.values()]
        .map(useOf)
        .sort(
          (a, b) =>
            b.lastAt - a.lastAt ||
            byText(a.caller, b.caller) ||
            byText(a.method, b.method) ||
            byText(a.operation, b.operation),
        )
        .slice(0, limit)
    },
    refusals: async (tenantId, span) =>
      counted(
        callsIn(tenantId, span)
          .filter((call) => endOf(call) === 'refused')
          .map(({ completion }) => completion?.code),
      ),
    hints: async (tenantId, span) =>
      counted(callsIn(tenantId, span).map(({ completion }) => completion?.hint)),
    async shadowFindings(tenantId, span) {
      const found = callsIn(tenantId, span).flatMap((call) =>
        (call.shadows?.split(' ') ?? []).map((shadow) => ({ call, shadow })),
      )
      const byWhat = groups(found, ({ call, shadow }) =>
        JSON.stringify([dayOf(call), shadow, call.caller ?? '', call.method, operationOf(call)]),
      )
      return [...byWhat.values()]
        .map((own): ShadowFinding => {
          const calls = own.map(({ call }) => call)
          return { ...useOf(calls), shadow: own[0]?.shadow ?? '', day: dayOf(calls[0]) }
        })
        .sort((a, b) => byText(b.day, a.day))
    },
    async deprecatedUse(tenantId, span, operations) {
      const used = callsIn(tenantId, span).filter(
        (call) =>
          call.decision === 'allow' &&
          (call.completion?.deprecation !== undefined ||
            operations.some(
              ({ method, operation }) => method === call.method && operation === call.operation,
            )),
      )
      const byWhat = groups(used, (call) =>
        JSON.stringify([call.caller ?? '', call.method, operationOf(call)]),
      )
      return [...byWhat.values()].map((own) => ({
        ...useOf(own),
        deprecation: own
          .flatMap(({ completion }) => completion?.deprecation ?? [])
          .sort(byText)
          .at(-1),
      }))
    },
  }
}

function isWithin({ at }: RecordedEvent, span: Span | undefined): boolean {
  return span === undefined || (at >= span.from && at < span.to)
}

function endOf({ decision, outcome }: CallEvent): 'answered' | 'refused' | 'failed' {
  if (decision === 'deny') return 'refused'
  return outcome === 'answered' ? 'answered' : 'failed'
}

function fits(event: RecordedEvent, filter: EventFilter): boolean {
  const { what, span, kind, requestId, subject, actor, ...ofCalls } = filter
  if (!isWithin(event, span) || (kind !== undefined && event.kind !== kind)) return false
  if (what !== undefined && (what === 'calls') !== (event.kind === 'call')) return false
  if (requestId !== undefined && event.requestId !== requestId) return false
  if (subject !== undefined && event.subject !== subject) return false
  if (event.kind !== 'call') {
    return (actor === undefined || event.actor === actor) && Object.keys(ofCalls).length === 0
  }
  return actor === undefined && fitsCall(event, ofCalls)
}

function fitsCall(call: RecordedCall, filter: EventFilter): boolean {
  const { completion } = call
  const { caller, ended, shadow, operation, deprecated, countedBy, shownAs } = filter
  const limits = call.limits?.split(' ') ?? []
  const same = (name: keyof EventFilter, value: unknown) =>
    filter[name] === undefined || value === filter[name]
  const atLeast = (least: number | undefined, value: number | undefined) =>
    least === undefined || (value !== undefined && value >= least)
  return [
    same('credentialKind', call.credentialKind),
    same('credentialId', call.credentialId),
    same('accountId', call.accountId),
    same('trustRule', call.trustRule),
    same('address', call.address),
    same('actsAs', call.actsAs),
    same('method', call.method),
    same('path', call.path),
    same('rule', call.rule),
    same('outcome', call.outcome),
    same('policyVersion', call.policyVersion),
    same('code', completion?.code),
    same('hint', completion?.hint),
    same('status', completion?.status),
    same('upstreamStatus', completion?.upstreamStatus),
    same('traceId', completion?.traceId),
    ended === undefined || endOf(call) === ended,
    caller === undefined || (call.caller ?? '') === caller,
    shadow === undefined || call.shadows?.split(' ').includes(shadow) === true,
    countedBy === undefined || limits.some((limit) => limit.startsWith(`${countedBy}=`)),
    operation === undefined || operationOf(call) === operation,
    shownAs === undefined || isShownAsApp(call),
    atLeast(filter.atLeastMs, completion?.durationMs),
    atLeast(filter.upstreamAtLeastMs, completion?.upstreamMs),
    atLeast(filter.bytesInAtLeast, completion?.bytesIn),
    atLeast(filter.bytesOutAtLeast, completion?.bytesOut),
    deprecated === undefined || completion?.deprecation !== undefined,
  ].every(Boolean)
}

function isShownAsApp({ actsAs, decision, method }: CallEvent): boolean {
  return actsAs === 'app' && decision === 'allow' && !['GET', 'HEAD', 'OPTIONS'].includes(method)
}

function productShareOf(calls: readonly RecordedCall[]): number | undefined {
  const told = calls.flatMap(({ completion }) =>
    completion?.upstreamMs === undefined ? [] : [[completion.durationMs, completion.upstreamMs]],
  )
  const sum = (at: number) => told.reduce((all, each) => all + (each[at] ?? 0), 0)
  return sum(0) === 0 ? undefined : sum(1) / sum(0)
}

function namesOf(calls: readonly CallEvent[]): SeenCallerName {
  const shared = <T>(of: (call: CallEvent) => T) => {
    const all = new Set(calls.map(of))
    return all.size === 1 ? [...all][0] : undefined
  }
  return {
    caller: calls[0]?.caller ?? '',
    credentialKind: shared(({ credentialKind }) => credentialKind),
    credentialId: shared(({ credentialId }) => credentialId),
    subject: shared(({ subject }) => subject),
    accountId: shared(({ accountId }) => accountId),
  }
}

function useOf(calls: readonly CallEvent[]) {
  const [first] = calls
  return {
    ...namesOf(calls),
    method: first?.method ?? '',
    operation: first === undefined ? '' : operationOf(first),
    calls: calls.length,
    lastAt: Math.max(...calls.map(({ at }) => at)),
  }
}

function operationOf({ operation, pathClass, path }: CallEvent): string {
  return operation ?? pathClass ?? path
}

function dayOf(call: CallEvent | undefined): string {
  return new Date(call?.at ?? 0).toISOString().slice(0, 10)
}

function counted(names: readonly (string | undefined)[]): NamedCount[] {
  const known = names.filter((name) => name !== undefined)
  return [...groups(known, (name) => name)]
    .map(([name, own]) => ({ name, calls: own.length }))
    .sort((a, b) => b.calls - a.calls || byText(a.name, b.name))
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function groups<T>(all: readonly T[], nameOf: (each: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const each of all) {
    const name = nameOf(each)
    found.set(name, [...(found.get(name) ?? []), each])
  }
  return found
}
