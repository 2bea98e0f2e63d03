import type { Request } from 'express'
import type { Person } from '../identity/person.ts'
import { Refusal } from '../lib/refusal.ts'
import type { PagesDeps } from './page-room.ts'

/**
 * The person behind a request, when it is an admin. The guard knows the person; whether it is an
 * admin only the product knows, and may change, so it is asked for every request.
 * @throws Refusal `person/not-admin`, or when the product cannot be asked
 */
export async function adminOf(
  { guard, isAdmin }: Pick<PagesDeps, 'guard' | 'isAdmin'>,
  req: Request,
): Promise<Person> {
  const person = guard.personOf(req)
  if (!(await isAdmin(person.tenant, person.accountId))) {
    throw new Refusal('person/not-admin', { detail: `account ${person.accountId}` })
  }
  return person
}
