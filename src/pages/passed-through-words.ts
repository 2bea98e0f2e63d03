import type { SiteKind } from '../policy/site-kind.ts'

/** What a switch for a kind of credential says. */
export interface SwitchWords {
  readonly title: string
  readonly on: string
  readonly off: string
  readonly ifOn: string
  readonly ifOff: string
  readonly warning?: string
}

/** Of Basic, of whose two forms only one is known to Data Center. */
export function basicWords({ isDataCenter }: Pick<SiteKind, 'isDataCenter'>): string {
  return isDataCenter === true
    ? 'a user name and a password'
    : 'a user name and a password or Atlassian API token'
}

/** The credentials that the product itself knows, rather than Gatehouse. @param product its name */
export function passedThrough(
  kind: SiteKind,
  product: string,
): Readonly<Record<'signOnCookies' | 'basicPassThrough' | 'bearerPassThrough', SwitchWords>> {
  const { isDataCenter } = kind
  const callers =
    isDataCenter === true
      ? 'A user name with a password'
      : 'A user name with a password or an Atlassian API token'
  return {
    signOnCookies: {
      title: 'Sign-on cookies (Crowd)',
      on: `A browser may call with the cookie of somebody who has signed on by Crowd, as that person: what ${product} lets them do, within the rules here.`,
      off: 'Calls with a sign-on cookie are refused. Nobody is signed out.',
      ifOff: `such calls are refused at once. Nobody is signed out of ${product}.`,
      ifOn: 'such calls are taken, as the person who has signed on.',
    },
    basicPassThrough: {
      title: 'Basic, passed through',
      on: `${callers} goes to ${product} unchanged, and ${product} alone decides whether it is right.`,
      off: `A call with ${basicWords(kind)} is refused and never reaches ${product}.`,
      ifOff: 'such calls are refused at once.',
      ifOn: `they go to ${product} unchanged. API tokens of Gatehouse work as the password of Basic without this.`,
      warning: `Gatehouse cannot tell who such a caller is: it may read and write whatever ${product} lets it, nothing here revokes it, and lasting personal secrets travel through Gatehouse. Only for programs that cannot be changed.`,
    },
    bearerPassThrough: {
      title: 'Access tokens of the product, passed through',
      on: `Personal access tokens and OAuth tokens of ${product} go to it unchanged, and ${product} alone decides whether they are right.`,
      off: `A call with an access token of ${product} is refused and never reaches it.`,
      ifOff: 'such calls are refused at once. No token is revoked.',
      ifOn: `they go to ${product} unchanged.`,
      warning: `Gatehouse cannot tell who such a caller is, and nothing here revokes it. Personal access tokens cannot be scoped: each may do all that its owner may do in ${product}, as far as the rules here let it.`,
    },
  }
}
