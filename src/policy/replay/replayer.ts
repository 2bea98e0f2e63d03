import { setImmediate } from 'node:timers/promises'
import type { CallEvent, RecordedEvent } from '../../audit/audit-event.ts'
import type { AuditReader, EventPlace } from '../../audit/audit-reader.ts'
import type { Principal } from '../../identity/principal.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { RefusalCode } from '../../lib/refusal-codes.ts'
import { createBreath, type Breath } from '../../lib/breath.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import { DEFAULT_POLICY, type PolicyDocument } from '../policy-document.ts'
import type { PolicyBook } from '../policy-store.ts'
import { compilePolicy, type Snapshot } from '../snapshot.ts'
import { boundedAsking } from './bounded-asking.ts'
import { replay } from './replay.ts'
import type { ReplayEvent } from './replay-world.ts'
import type { ReplaySummary } from './replay-summary.ts'

/** How many calls are looked at where nobody says, and at most. */
export const REPLAY_CALLS = 500
export const REPLAY_CALLS_MAX = 5_000

interface TokenHolder {
  readonly principal: Principal
  readonly fault: RefusalCode | undefined
}

export interface ReplayerDeps {
  readonly reader: Pick<AuditReader, 'search'>
  readonly policies: Pick<PolicyBook, 'read' | 'readVersion'>
  /** Whoever holds an API token, with its limits of today; with a fault where it serves nobody any more. */
  readonly holderOf: (tenant: Tenant, tokenId: string) => Promise<TokenHolder | undefined>
  readonly groupsOfAccount: (tenant: Tenant, accountId: string) => Promise<readonly string[]>
  readonly isAdmin: (tenant: Tenant, accountId: string) => Promise<boolean>
  /** The process's own, for all long work. */
  readonly breathe?: Breath
}

/** Tries documents on the calls of the past; changes nothing, and takes no points. */
export interface Replayer {
  /**
   * @param draft in place of the tenant's document of today
   * @param calls how many of the latest calls; at most `REPLAY_CALLS_MAX`
   * @throws Refusal `policy/unavailable`; `gatehouse/busy` when too many of the tenant wait already
   */
  try(tenant: Tenant, draft: PolicyDocument, calls?: number): Promise<ReplaySummary>
}

const PART = 100
/** Each that waits holds a document; whoever asks in a loop must not fill the memory with them. */
const WAITING_OF_TENANT_MAX = 4
const RETRY_AFTER_SECONDS = 5
/** Versions whose rules are made ready again for one replay; calls of still older ones are not tried. */
const VERSIONS_MAX = 20

export function createReplayer(deps: ReplayerDeps): Replayer {
  const { reader, policies, breathe = createBreath() } = deps
  // One at a time for each tenant: it holds thousands of records, and takes time from calls meanwhile.
  const waiting = new Map<string, { readonly last: Promise<void>; readonly count: number }>()

  async function run(tenant: Tenant, draft: PolicyDocument, calls: number): Promise<ReplaySummary> {
    const { id, product } = tenant
    const policy = await policies.read(id)
    const events = await latestCalls(reader, id, Math.min(calls, REPLAY_CALLS_MAX))
    const asking = boundedAsking(() => performance.now())
    return replay(events, {
      siteHost: tenant.host,
      isDataCenter: tenant.dataCenter !== undefined,
      current: compilePolicy(policy, product),
      draft: compilePolicy({ version: policy.version, document: draft }, product),
      versionOf: kept(VERSIONS_MAX, (version) => versionOf(tenant, version)),
      holderOf: kept(REPLAY_CALLS_MAX, (tokenId) => servedBy(tenant, tokenId)),
      groupsOf: asking(async (account) => new Set(await deps.groupsOfAccount(tenant, account))),
      isAdmin: asking((account) => deps.isAdmin(tenant, account)),
      breathe,
    })
  }

  async function versionOf(
    { id, product }: Tenant,
    version: number,
  ): Promise<Snapshot | undefined> {
    const isFirst = version === DEFAULT_POLICY.version
    const policy = isFirst ? DEFAULT_POLICY : await policies.readVersion(id, version)
    return policy && compilePolicy(policy, product)
  }

  async function servedBy(tenant: Tenant, tokenId: string): Promise<Principal | undefined> {
    const holder = await deps.holderOf(tenant, tokenId)
    return holder?.fault === undefined ? holder?.principal : undefined
  }

  return {
    async try(tenant, draft, calls = REPLAY_CALLS) {
      const { id } = tenant
      const { last, count } = waiting.get(id) ?? { last: Promise.resolve(), count: 0 }
      if (count >= WAITING_OF_TENANT_MAX) {
        const detail = `${String(count)} replays of ${id} wait`
        throw new Refusal('gatehouse/busy', { detail, retryAfterSeconds: RETRY_AFTER_SECONDS })
      }
      const mine = last.then(() => run(tenant, draft, calls))
      // Whoever comes next waits for its end, whichever that is.
      const end = () => {
        const now = waiting.get(id)
        if (now === undefined || now.count <= 1) waiting.delete(id)
        else waiting.set(id, { ...now, count: now.count - 1 })
      }
      waiting.set(id, { last: mine.then(end, end), count: count + 1 })
      return await mine
    },
  }
}

/** In parts, so that neither the database nor this process is held up by one large answer. */
async function latestCalls(
  reader: ReplayerDeps['reader'],
  tenantId: string,
  count: number,
): Promise<readonly ReplayEvent[]> {
  const events: ReplayEvent[] = []
  let before: EventPlace | undefined
  while (events.length < count) {
    const limit = Math.min(PART, count - events.length)
    const part = await reader.search(tenantId, { what: 'calls' }, { limit, before })
    events.push(...part.filter(isCall))
    const end = part.at(-1)
    if (end === undefined || part.length < limit) break
    before = { at: end.at, id: end.id }
    await setImmediate()
  }
  return events
}

function isCall(event: RecordedEvent): event is RecordedEvent & CallEvent {
  return event.kind === 'call'
}

/** Asked once for each name; undefined for names beyond so many. */
function kept<Name, T>(
  max: number,
  find: (name: Name) => Promise<T | undefined>,
): (name: Name) => Promise<T | undefined> {
  const found = new Map<Name, Promise<T | undefined>>()
  return async (name) => {
    const known = found.get(name)
    if (known !== undefined) return known
    if (found.size >= max) return undefined
    const asked = find(name)
    found.set(name, asked)
    return asked
  }
}
