import { NOT_MINE } from '../identity/credential.ts'
import type { Person } from '../identity/person.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Secret } from '../lib/secret.ts'
import { readContextToken, type SignedRequestDeps } from './signed-request.ts'

/**
 * Whom a context token names, where no address says which installation is meant: the token does. Not
 * this product's, when it is not genuine, not alive, names nobody, or is another product's.
 */
export type ContextPerson = (token: Secret) => Promise<Person | typeof NOT_MINE>

export function createContextPerson(deps: SignedRequestDeps): ContextPerson {
  return async (token) => {
    try {
      const { tenant, accountId } = await readContextToken(token.reveal(), deps)
      return accountId === undefined ? NOT_MINE : { tenant, accountId }
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.code === 'product/untrusted') return NOT_MINE
      throw thrown
    }
  }
}

/**
 * Asks each product's door. A token is genuine for one at most: each has secrets of its own.
 * @returns a look-up that throws Refusal `credential/invalid` for a token that none of them knows
 */
export function firstToKnow(doors: readonly ContextPerson[]): (token: Secret) => Promise<Person> {
  return async (token) => {
    for (const door of doors) {
      const person = await door(token)
      if (person !== NOT_MINE) return person
    }
    throw new Refusal('credential/invalid', { detail: 'no context token of any installation' })
  }
}
