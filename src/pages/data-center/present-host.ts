import type { Person } from '../../identity/person.ts'
import { wordsOf } from '../product-words.ts'
import type { PageTokens } from './page-tokens.ts'

/** A page of ours that can be opened. */
export interface HostPage {
  readonly key: string
  readonly name: string
  /** Below our base URL for the product. */
  readonly path: string
}

/** What stands around the framed page, with the first of the pages open. */
interface HostModel {
  readonly site: string
  readonly userName: string
  readonly pages: readonly (HostPage & { readonly isCurrent: boolean })[]
  readonly frame: { readonly title: string; readonly address: string }
}

export function presentHost(
  person: Person,
  pages: readonly HostPage[],
  tokens: Pick<PageTokens, 'pageAddress'>,
): { readonly title: string; readonly opened: HostModel; readonly signIn: undefined } {
  const { tenant, accountId } = person
  const [first] = pages
  if (first === undefined) throw new Error('the descriptor has no page')
  const site = `${wordsOf(tenant.product).name} at ${tenant.baseUrl.replace(/^https?:\/\//, '')}`
  return {
    title: `${site} – Gatehouse`,
    signIn: undefined,
    opened: {
      site,
      userName: accountId,
      pages: pages.map((page) => ({ ...page, isCurrent: page === first })),
      frame: { title: first.name, address: tokens.pageAddress(person, first.path) },
    },
  }
}
