import type { Product } from './access/scopes.ts'
import type { Background } from './background.ts'
import type { ServerFaults } from './faults/server-faults.ts'
import type { InstallationRecord } from './install/installation-record.ts'
import type { Account } from './people/account.ts'
import type { People } from './people/people.ts'
import type { Privacy } from './people/privacy.ts'
import type { JiraStore } from './jira/jira-store.ts'
import type { ConfluenceStore } from './confluence/confluence-store.ts'
import type { HostSessions } from './access/host-sessions.ts'
import type { Quota } from './quota/quota.ts'
import type { WorldState } from './world-state.ts'
import { secondsAt } from './world-state.ts'

/** One site: two products under one host, its people, and the apps installed on it. */
export interface SiteState {
  readonly world: WorldState
  readonly name: string
  readonly cloudId: string
  /** `http://127.0.0.1:PORT`; changes when the site is renamed. */
  origin: string
  readonly people: People
  /** Everybody with an account here; `people` names three of them. */
  readonly persons: Account[]
  readonly faults: ServerFaults
  /** What the site counts an app's calls against. */
  readonly quota: Quota
  /** Newest first, the dead ones included. */
  readonly installations: InstallationRecord[]
  readonly clientKeys: Record<Product, string>
  readonly jira: JiraStore
  readonly confluence: ConfluenceStore
  readonly hostSessions: HostSessions
  readonly background: Background
  readonly privacy: Privacy
  /** Moves the site to a new address and tells every installed app. */
  move(): Promise<void>
}

/** Base URL of the product as `installed` gives it: Confluence's ends in `/wiki`. */
export function productUrl(site: SiteState, product: Product): string {
  return product === 'confluence' ? `${site.origin}/wiki` : site.origin
}

/** The time by this site's clock, in seconds. */
export function siteSeconds(site: SiteState): number {
  return secondsAt(site.world, site.faults)
}

/** Everyone the site knows, app users of past and present installations included. */
export function accountsOf(site: SiteState): readonly Account[] {
  return [...site.persons, ...site.installations.map(({ appUser }) => appUser)]
}

/** The installation that the app's own tokens belong to, dead or alive. */
export function installationOf(
  site: SiteState,
  product: Product,
  appKey: unknown,
): InstallationRecord | undefined {
  return site.installations.find((one) => one.product === product && one.appKey === appKey)
}
