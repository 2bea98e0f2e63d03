import type { Request, RequestHandler } from 'express'
import type { Person } from '../../src/identity/person.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import type { PageGuard } from '../../src/pages/page-room.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'

/**
 * Believes what it is told: `?jwt=alice` on a page, `Authorization: JWT alice` on an action, with
 * `alice@2` for the second tenant and `nobody` for a token without an account.
 */
export function fakeGuard(tenants: readonly [Tenant, Tenant]): PageGuard {
  const persons = new WeakMap<Request, Person | 'nobody'>()

  const believe =
    (presented: (req: Request) => unknown): RequestHandler =>
    (req, _res, next) => {
      const token = presented(req)
      if (typeof token !== 'string' || token === '') {
        next(new Refusal('product/untrusted', { detail: 'no token' }))
        return
      }
      const [accountId = '', tenant] = token.split('@')
      const person = { tenant: tenants[tenant === '2' ? 1 : 0], accountId }
      persons.set(req, accountId === 'nobody' ? 'nobody' : person)
      next()
    }

  return {
    page: believe((req) => req.query['jwt']),
    action: believe((req) => /^JWT (.+)$/.exec(req.get('authorization') ?? '')?.[1]),
    personOf(req) {
      const person = persons.get(req)
      if (person === undefined) throw new Error('the guard was not asked')
      if (person === 'nobody') throw new Refusal('person/not-signed-in')
      return person
    },
  }
}
