import type { Span } from '../../../audit/audit-reader.ts'
import type { Tenant } from '../../../tenants/tenant.ts'
import type { PagesDeps } from '../../page-room.ts'
import { knownNames } from '../events/caller-words.ts'
import type { Parts } from './parts.ts'
import type { Period } from './period.ts'

const CALLERS_MAX = 10
// Each is a minute of a flood.
const FLOODS_MAX = 1_000
// Each is one caller and one operation; the newest are more than any table shows.
const USES_MAX = 5_000

type Deps = Pick<PagesDeps, 'reader' | 'audit' | 'tokens' | 'policies'>

/** Everything that the summary tells, each part as far as it could be read. */
export async function readSummary(
  deps: Deps,
  { id }: Pick<Tenant, 'id'>,
  { span, stepMs }: { readonly span: Span; readonly stepMs: Period['stepMs'] },
  parts: Parts,
) {
  const { reader, audit, tokens, policies } = deps
  const [
    names,
    first,
    counts,
    latency,
    refusals,
    floods,
    callers,
    shadows,
    bypasses,
    hints,
    own,
    asApp,
    uses,
  ] = await Promise.all([
    parts.read('names of callers', () => knownNames(deps, id)),
    parts.read('whether there was a call', () => reader.search(id, { what: 'calls' }, ONE)),
    parts.read('calls over time', () => reader.callsOverTime(id, span, stepMs)),
    parts.read('how long answers took', () => reader.latency(id, span)),
    parts.read('reasons of refusals', () => reader.refusals(id, span)),
    parts.read('refusals that were only counted', () =>
      reader.search(id, { kind: 'calls.refused', span }, { limit: FLOODS_MAX }),
    ),
    parts.read('who calls most', () => reader.topCallers(id, span, CALLERS_MAX)),
    parts.read('findings of rules in shadow', () => audit.shadowHits(id, span.from)),
    parts.read('calls past the rules', () => audit.bypassHits(id, span.from)),
    parts.read('what the product refused', () => reader.hints(id, span)),
    parts.read('tokens that end soon', () => tokens.list(id)),
    parts.read('calls that the product shows as the app’s', () => readAsApp(reader, id, span)),
    parts.read('when operations were last used', () => reader.lastUses(id, span, USES_MAX)),
  ])
  const policy = await parts.read('the rules', async () => policies.read(id))
  return {
    ...{ names, first, counts, latency, refusals, floods, callers, shadows, bypasses, hints },
    ...{ tokens: own, asApp, uses },
    policy,
  }
}

async function readAsApp(reader: Deps['reader'], id: string, span: Span) {
  const [calls, callers] = await Promise.all([
    reader.shownAsApp(id, span),
    reader.appCallers(id, span, CALLERS_MAX),
  ])
  return { calls, callers }
}

const ONE = { limit: 1 }

export type Summary = Awaited<ReturnType<typeof readSummary>>
