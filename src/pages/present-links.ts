import type { Link } from '../identity/link.ts'
import { issuerNameOf, type Provider } from '../identity/providers/provider.ts'
import type { PolicyDocument } from '../policy/policy-document.ts'
import { momentOf, type Moment } from './date-words.ts'

/** One link as a row of a list; every string ready to be shown. */
interface LinkRow {
  readonly id: string
  /** Absent when no provider has this issuer now, so that the link has no effect. */
  readonly provider: string | undefined
  readonly isProviderOff: boolean
  /** Absent where a known provider has none. */
  readonly issuer: string | undefined
  readonly subject: string
  /** Given where the list is about many people's links. */
  readonly account: string | undefined
  readonly created: Moment
  /** The admin who made it; absent when the person did. */
  readonly madeBy: string | undefined
  readonly removeAction: string
  readonly isNew: boolean
  readonly searchText: string
}

export interface LinkListModel {
  readonly rows: readonly LinkRow[]
  readonly isEmpty: boolean
  readonly showAccount: boolean
  /** Where the browser may ask for people's names. */
  readonly personPath: string
  readonly count: string
}

export interface LinkListView {
  readonly now: number
  readonly providers: readonly Provider[]
  /** Path that a link's id and `/remove` are added to. */
  readonly actions: string
  readonly personPath: string
  readonly showAccount: boolean
  /** A link that was made by this very request. */
  readonly newLinkId?: string
}

/** Enabled providers some of whose tokens lead to an account by a link. */
export function linkingProviders({ providers }: PolicyDocument): Provider[] {
  return providers.filter(
    ({ enabled, account, rules }) =>
      enabled && rules.some((rule) => (rule.account ?? account).by === 'link'),
  )
}

/** In the order of the store, newest first. */
export function presentLinks(links: readonly Link[], view: LinkListView): LinkListModel {
  return {
    rows: links.map((link) => presentLink(link, view)),
    isEmpty: links.length === 0,
    showAccount: view.showAccount,
    personPath: view.personPath,
    count: `${links.length} linked`,
  }
}

function presentLink(link: Link, view: LinkListView): LinkRow {
  const { id, issuer, subject, accountId, createdBy } = link
  const provider = view.providers.find((each) => issuerNameOf(each) === issuer)
  const isNamedById = provider !== undefined && provider.issuer === undefined
  return {
    id,
    provider: provider?.name,
    isProviderOff: provider?.enabled === false,
    issuer: isNamedById ? undefined : issuer,
    subject,
    account: view.showAccount ? accountId : undefined,
    created: momentOf(link.createdAt, view.now),
    madeBy: createdBy === accountId ? undefined : createdBy,
    removeAction: `${view.actions}/${encodeURIComponent(id)}/remove`,
    isNew: id === view.newLinkId,
    searchText: `${subject} ${issuer} ${provider?.name ?? ''} ${accountId}`.toLowerCase(),
  }
}
