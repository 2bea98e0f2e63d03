import { Refusal } from '../lib/refusal.ts'
import type { PolicyBook } from '../policy/policy-store.ts'

/**
 * Does the work; where it is refused since the policy was changed meanwhile, the refusal tells what is
 * there and who made it: most often that is what would be asked next.
 */
export async function tellingCurrent<T>(
  policies: Pick<PolicyBook, 'versions'>,
  tenantId: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.code !== 'policy/changed') throw thrown
    const [newest] = await policies.versions(tenantId, { limit: 1 })
    const current =
      newest === undefined
        ? { version: 0 }
        : { ...newest, changedAt: new Date(newest.changedAt).toISOString() }
    throw new Refusal(thrown.code, { detail: thrown.detail ?? '', current })
  }
}
