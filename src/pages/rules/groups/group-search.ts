import { Refusal } from '../../../lib/refusal.ts'
import type { Tenant } from '../../../tenants/tenant.ts'
import type { PagesDeps } from '../../page-room.ts'
import { wordsOf } from '../../product-words.ts'
import type { Search } from './present-sources.ts'

/** No product has groups with longer names. */
const QUERY_LENGTH_MAX = 255

/** Groups of the product by a part of their names, or words about why there are none. */
export async function searchGroups(
  { productGroups, product }: Pick<PagesDeps, 'productGroups' | 'product'>,
  tenant: Tenant,
  typed: string,
): Promise<Search> {
  const text = typed.trim().slice(0, QUERY_LENGTH_MAX)
  if (text === '') return { text, found: [], says: 'Enter a part of the group’s name.' }
  try {
    return { text, found: await productGroups.search(tenant, text) }
  } catch (thrown) {
    if (!(thrown instanceof Refusal && thrown.code === 'groups/unavailable')) throw thrown
    const name = wordsOf(product).name
    const says = `${name} could not be asked for its groups just now. What you entered is still here; try again in a moment.`
    return { text, found: [], says }
  }
}
