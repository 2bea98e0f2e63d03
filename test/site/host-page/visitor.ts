import type { Exchange } from '../http/exchange.ts'
import type { Account } from '../people/account.ts'
import type { SiteState } from '../site-state.ts'

/** Who looks at the page, chosen by `?as=`, and in which colours. */
export interface Visitor {
  readonly as: string
  /** Undefined for somebody who is not logged in. */
  readonly account: Account | undefined
  readonly colorMode: 'light' | 'dark'
}

/** The fake login: the page shows itself to whoever the address says, an admin by default. */
export function visitorOf(site: SiteState, exchange: Exchange): Visitor {
  const as = exchange.query.get('as') ?? 'admin'
  const account = site.persons.find(({ name }) => name === as)
  return {
    as: account === undefined ? 'anonymous' : as,
    account,
    colorMode: exchange.query.get('theme') === 'dark' ? 'dark' : 'light',
  }
}
