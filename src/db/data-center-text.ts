import { Secret } from '../lib/secret.ts'
import type { CrowdAccess, DataCenterSite, TokenAuth } from '../tenants/data-center-site.ts'

/** The same with its secrets in the clear: only ever inside a sealed text. */
interface Opened extends Omit<DataCenterSite, 'crowd' | 'tokenAuth'> {
  readonly crowd?: Omit<CrowdAccess, 'password'> & { readonly password: string }
  readonly tokenAuth?: Omit<TokenAuth, 'secret'> & { readonly secret: string }
}

/** What is said of a Data Center site as one text, which is a secret as a whole. */
export function textOfDataCenter({ crowd, tokenAuth, ...rest }: DataCenterSite): Secret {
  const opened: Opened = {
    ...rest,
    ...(crowd && { crowd: { ...crowd, password: crowd.password.reveal() } }),
    ...(tokenAuth && { tokenAuth: { ...tokenAuth, secret: tokenAuth.secret.reveal() } }),
  }
  return new Secret(JSON.stringify(opened))
}

/** @param text what `textOfDataCenter` made: a sealed text has no other writer */
export function dataCenterOf(text: Secret): DataCenterSite {
  const { crowd, tokenAuth, ...rest } = JSON.parse(text.reveal()) as Opened
  return {
    ...rest,
    crowd: crowd && { ...crowd, password: new Secret(crowd.password) },
    tokenAuth: tokenAuth && { ...tokenAuth, secret: new Secret(tokenAuth.secret) },
  }
}
