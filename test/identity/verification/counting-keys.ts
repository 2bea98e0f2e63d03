import { createKeyBook, type KeyReaders } from '../../../src/identity/verification/key-book.ts'
import type { KeySet, VerificationKey } from '../../../src/identity/verification/key-set.ts'
import type { FetchedKeys, ProviderClient } from '../../../src/identity/verification/key-source.ts'
import type { Provider } from '../../../src/identity/providers/provider.ts'
import type { Tenant } from '../../../src/tenants/tenant.ts'
import { stoppedClock } from '../../support/movable-clock.ts'
import { aTenant } from '../../support/things.ts'
import { aProvider } from '../providers/provider-things.ts'

/** Stands for a key; only which it is matters here. */
function aKey(kid: string | undefined): VerificationKey {
  return {
    kid,
    algorithms: ['RS256'],
    thumbprint: `of ${String(kid)}`,
  } as unknown as VerificationKey
}

/** Every text is a key; JWKS members without a text `kid` are not usable. */
export const READERS: KeyReaders = {
  pem: (pems) => pems.map((pem) => ({ ...aKey(undefined), thumbprint: pem })),
  jwks: ({ keys }) => keys.flatMap(({ kid }) => (typeof kid === 'string' ? [aKey(kid)] : [])),
  secret: () => [aKey(undefined)],
}

export const kidsOf = (set: KeySet) => set.keys.map(({ kid }) => kid)

/** A key book over a client that counts what it is asked, answers what it is told, or waits. */
export function aKeyBook() {
  const clock = stoppedClock()
  const asked: string[] = []
  const state = { kids: ['one'] as readonly unknown[] }
  let next: (() => Promise<FetchedKeys>) | undefined
  const answer = (address: string): Promise<FetchedKeys> => {
    asked.push(address)
    return next?.() ?? Promise.resolve({ keys: state.kids.map((kid) => ({ kid })) })
  }
  const client: Pick<ProviderClient, 'fetchKeys' | 'discoverKeys'> = {
    fetchKeys: (_tenant, _provider, url) => answer(`keys of ${url}`),
    discoverKeys: (_tenant, _provider, issuer) => answer(`discovered ${issuer}`),
  }
  const book = createKeyBook({ client, readers: READERS, clock })
  const tenant = aTenant()
  const provider = aProvider()
  return {
    clock,
    asked,
    book,
    tenant,
    provider,
    keys: (kid?: string, of: { tenant?: Tenant; provider?: Provider } = {}) =>
      Promise.resolve(book.keysOf(of.tenant ?? tenant, of.provider ?? provider, kid)),
    /** What the provider publishes from now on; what is no text is not usable. */
    publish: (...kids: readonly unknown[]) => {
      state.kids = kids
      next = undefined
    },
    fail: (cause: Error) => {
      next = () => Promise.reject(cause)
    },
    /** The next fetches wait until the function that this returns is called. */
    hold: () => {
      let release = () => {}
      const gate = new Promise<void>((resolve) => (release = resolve))
      next = () => gate.then(() => ({ keys: state.kids.map((kid) => ({ kid })) }))
      return release
    },
  }
}
