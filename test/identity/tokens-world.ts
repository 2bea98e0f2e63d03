import type { ChangeEvent } from '../../src/audit/audit-event.ts'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { createTokenTable } from '../../src/db/token-table.ts'
import { NOT_MINE } from '../../src/identity/credential.ts'
import type { Principal } from '../../src/identity/principal.ts'
import { createTokens } from '../../src/identity/token-service.ts'
import type { TokenStore } from '../../src/identity/token-store.ts'
import type { Tokens, TokenWish } from '../../src/identity/tokens.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import { stoppedClock, type MovableClock } from '../support/movable-clock.ts'
import { testLog, watchForSecret } from '../support/sinks.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aTenant } from '../support/things.ts'

/** Tokens of one tenant over SQLite, where `ada` is the only administrator. */
export interface TokensWorld {
  readonly tokens: Tokens
  readonly store: TokenStore
  readonly tenant: Tenant
  readonly clock: MovableClock
  readonly temporary: TemporaryDatabase
  /** After how many days without use tokens end; undefined: never. */
  idleDays: number | undefined
  /** A token of `account-alice`, unless the wish says otherwise, for thirty days. */
  issue(wish?: Partial<TokenWish>): ReturnType<Tokens['issue']>
  use(text: Secret): Promise<Principal>
  /** Newest first. */
  events(): Promise<readonly ChangeEvent[]>
  /** The same after a crash: what only memory had is gone. */
  restarted(): TokensWorld
}

/** The service accounts of these tests are made by `ada`. */
export const A_SERVICE: Pick<TokenWish, 'actsAs' | 'service'> = {
  actsAs: 'app',
  service: { purpose: 'Writes release notes', createdBy: 'ada' },
}

export async function startTokens(): Promise<TokensWorld> {
  return worldOver(await temporaryDatabase(), aTenant(), stoppedClock())
}

const hashKey = new Secret('the key of the stored hashes')

function worldOver(temporary: TemporaryDatabase, tenant: Tenant, clock: MovableClock): TokensWorld {
  const store = createTokenTable(temporary.database)
  const tokens = createTokens({
    store,
    hashKey,
    isAdmin: async (_tenant, accountId) => accountId === 'ada',
    idleDaysOf: async () => world.idleDays,
    clock,
    ids: systemIds,
    log: testLog().log,
  })
  const world: TokensWorld = {
    tokens,
    store,
    tenant,
    clock,
    temporary,
    idleDays: undefined,
    async issue(wish) {
      const made = await tokens.issue({
        tenantId: tenant.id,
        ownerAccountId: 'account-alice',
        name: 'nightly build',
        access: 'read',
        actsAs: 'user',
        lifetimeDays: 30,
        lifetimeDaysMax: 365,
        requestId: 'request',
        ...wish,
      })
      watchForSecret(made.text.reveal())
      return made
    },
    async use(text) {
      const principal = await tokens.authenticate({ scheme: 'bearer', token: text }, tenant)
      if (principal === NOT_MINE) throw new Error('no API token')
      return principal
    },
    async events() {
      const all = await createAuditTable(temporary.database).recent(tenant.id, 1_000)
      return all.filter((event) => event.kind !== 'call')
    },
    restarted: () => worldOver(temporary, tenant, clock),
  }
  return world
}
