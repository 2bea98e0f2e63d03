import type { Person } from '../identity/person.ts'
import type { PolicyDocument } from '../policy/policy-document.ts'
import type { Switches } from '../policy/switches.ts'
import type { PagesDeps } from './page-room.ts'

/**
 * Switches for this admin's tenant, and leaves everything else as it is. Asking for what is already so
 * changes and records nothing.
 */
export async function changeSwitches(
  { policies }: Pick<PagesDeps, 'policies'>,
  { tenant, accountId }: Person,
  wanted: Partial<Switches>,
  requestId: string,
): Promise<PolicyDocument> {
  const by = { actor: accountId, requestId }
  const { document } = await policies.change(tenant.id, by, ({ document: current }) => ({
    ...current,
    switches: { ...current.switches, ...wanted },
  }))
  return document
}
