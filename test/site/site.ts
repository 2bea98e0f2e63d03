import type { Product } from './access/scopes.ts'
import type { ServerFaults } from './faults/server-faults.ts'
import { installRecord } from './install/install-app.ts'
import { installationHandle } from './install/installation.ts'
import type { Installation } from './install/installation.ts'
import type { JiraStore } from './jira/jira-store.ts'
import type { ConfluenceStore } from './confluence/confluence-store.ts'
import type { Account } from './people/account.ts'
import { createPerson } from './people/people.ts'
import type { People } from './people/people.ts'
import type { Privacy } from './people/privacy.ts'
import type { Quota } from './quota/quota.ts'
import { productUrl } from './site-state.ts'
import type { SiteState } from './site-state.ts'

/** One stand-in site: Jira at `/`, Confluence at `/wiki`. */
export interface Site {
  readonly name: string
  /** `127.0.0.1:PORT` */
  readonly host: string
  /** `http://127.0.0.1:PORT` */
  readonly baseUrl: string
  readonly cloudId: string
  readonly people: People
  /**
   * Adds a person with access to both products; the password is `password-of-<name>`. The address may
   * be one that somebody has already.
   */
  addPerson(name: string, displayName?: string, more?: PersonDetails): Account
  readonly faults: ServerFaults
  readonly quota: Quota
  readonly privacy: Privacy
  /** What the products hold, for tests that look behind the API. */
  readonly jira: JiraStore
  readonly confluence: ConfluenceStore
  /** Newest first, the ended ones included. */
  readonly installations: readonly Installation[]
  productUrl(product: Product): string
  /** Installs from a descriptor; the product is read from the URL's path unless it is given. */
  installApp(descriptorUrl: string, options?: { readonly product?: Product }): Promise<Installation>
  /** Address of a page inside the product's own page, for browsers. */
  hostPageUrl(installation: Installation, moduleKey: string, as?: keyof People): string
  /** Moves the site to a new address and tells every installed app. The old address redirects. */
  rename(): Promise<void>
  /** Waits until every webhook that the site sent by itself has arrived or was given up. */
  settled(): Promise<void>
}

/** What differs from `<name>@example.com`, seen by nobody but its owner and administrators. */
type PersonDetails = Partial<Pick<Account, 'email' | 'emailVisibility'>>

function productOf(descriptorUrl: string): Product {
  return /\/confluence(\/|$)/.test(new URL(descriptorUrl).pathname) ? 'confluence' : 'jira'
}

/** The handle that tests hold of a site. */
export function siteHandle(state: SiteState): Site {
  return {
    name: state.name,
    cloudId: state.cloudId,
    people: state.people,
    faults: state.faults,
    quota: state.quota,
    privacy: state.privacy,
    jira: state.jira,
    confluence: state.confluence,
    get host() {
      return new URL(state.origin).host
    },
    get baseUrl() {
      return state.origin
    },
    get installations() {
      return state.installations.map((record) => installationHandle(state, record))
    },
    addPerson(name, displayName = name, more = {}) {
      const person = { ...createPerson(name, displayName), ...more }
      state.persons.push(person)
      return person
    },
    productUrl: (product) => productUrl(state, product),
    async installApp(descriptorUrl, options = {}) {
      const product = options.product ?? productOf(descriptorUrl)
      return installationHandle(state, await installRecord(state, descriptorUrl, product))
    },
    hostPageUrl: ({ product, appKey }, moduleKey, as = 'admin') =>
      `${productUrl(state, product)}/plugins/servlet/ac/${appKey}/${moduleKey}?as=${as}`,
    rename: () => state.move(),
    settled: () => state.background.settled(),
  }
}
