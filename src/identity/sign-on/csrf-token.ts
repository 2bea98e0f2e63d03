import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Secret } from '../../lib/secret.ts'
import type { Tenant } from '../../tenants/tenant.ts'

/**
 * What a page has to show before a browser's cookie may write. It is of one sign-on session of one site, and
 * ends with it; nothing has to be stored. A page of another origin can neither read nor guess it.
 */
export interface CsrfTokens {
  tokenFor(tenant: Pick<Tenant, 'id'>, signOnToken: Secret): string
  isTokenFor(tenant: Pick<Tenant, 'id'>, signOnToken: Secret, shown: string): boolean
}

export function createCsrfTokens(key: Secret): CsrfTokens {
  const digest = ({ id }: Pick<Tenant, 'id'>, signOnToken: Secret) =>
    createHmac('sha256', key.reveal()).update(`csrf\n${id}\n${signOnToken.reveal()}`).digest()
  return {
    tokenFor: (tenant, signOnToken) => digest(tenant, signOnToken).toString('base64url'),
    isTokenFor(tenant, signOnToken, shown) {
      const wanted = digest(tenant, signOnToken)
      const given = Buffer.from(shown, 'base64url')
      return given.length === wanted.length && timingSafeEqual(given, wanted)
    },
  }
}
