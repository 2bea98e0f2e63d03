import type { Tokens } from './identity/tokens.ts'
import type { PolicyBook } from './policy/policy-store.ts'
import type { TenantDirectory } from './tenants/tenant-directory.ts'

/**
 * A part of the composition root: the tenants whose rules end tokens that nobody uses, one after the
 * other. A tenant whose rules cannot be read keeps its tokens until the next round, and its gateway is
 * closed meanwhile.
 */
export function createIdleRevoker(deps: {
  readonly directory: Pick<TenantDirectory, 'all'>
  readonly policies: Pick<PolicyBook, 'read'>
  readonly tokens: Pick<Tokens, 'revokeIdle'>
}): () => Promise<void> {
  return async () => {
    const failures: unknown[] = []
    for (const { id } of deps.directory.all()) {
      try {
        const { idleDays } = (await deps.policies.read(id)).document.tokens
        if (idleDays !== undefined) await deps.tokens.revokeIdle(id, idleDays)
      } catch (failure) {
        failures.push(failure)
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'idle tokens were not looked at')
  }
}
