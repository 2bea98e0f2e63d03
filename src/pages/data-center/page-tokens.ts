import { encodeSymmetric, SymmetricAlgorithm } from 'atlassian-jwt'
import type { Person } from '../../identity/person.ts'
import { epochSeconds, type Clock } from '../../lib/clock.ts'
import { CONTEXT_QSH, queryStringHash } from '../../lib/qsh.ts'
import { Refusal } from '../../lib/refusal.ts'

/** As long as the product's own live: whoever gets hold of one has it for as little. */
const LIFETIME_SECONDS = 180

/**
 * The tokens that a product of the Cloud would sign for our pages, signed by ourselves with the secret of the
 * Data Center site, which nobody else has: so the pages know one kind of caller and one check.
 */
export interface PageTokens {
  /** Address of a page with a token for just this address. @param path below our base URL for the product */
  pageAddress(person: Person, path: string): string
  /** A token for what a page does. */
  contextToken(person: Person): string
}

export function createPageTokens(clock: Clock): PageTokens {
  function signed({ tenant, accountId }: Person, qsh: string): string {
    const { dataCenter, sharedSecret, clientKey } = tenant
    // Of a site of the Cloud we hold the product's secret, and never sign in the product's place.
    if (dataCenter === undefined || sharedSecret === undefined) {
      throw new Refusal('site/inactive', { detail: `nothing is signed for tenant ${tenant.id}` })
    }
    const iat = epochSeconds(clock)
    const claims = { iss: clientKey, sub: accountId, iat, exp: iat + LIFETIME_SECONDS, qsh }
    return encodeSymmetric(claims, sharedSecret.reveal(), SymmetricAlgorithm.HS256)
  }
  return {
    pageAddress(person, path) {
      const jwt = signed(person, queryStringHash('GET', path, ''))
      return `/${person.tenant.product}${path}?jwt=${jwt}`
    },
    contextToken: (person) => signed(person, CONTEXT_QSH),
  }
}
