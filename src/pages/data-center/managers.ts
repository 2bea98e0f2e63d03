import type { IncomingMessage } from 'node:http'
import type { Person } from '../../identity/person.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { PointStore, Window } from '../../policy/point-store.ts'

/** Where a credential is read from. */
type Presented = Pick<IncomingMessage, 'headersDistinct'>

export interface ManagersDeps {
  /** Who may manage Gatehouse by this credential, as the management API decides it. */
  readonly managerOf: (presented: Presented) => Promise<Person>
  /** Where attempts are counted. */
  readonly attempts: PointStore
  /** From where a request comes. */
  readonly addressOf: (req: IncomingMessage) => string
}

/** Administrators of Data Center sites, known by a token that manages Gatehouse. */
export interface Managers {
  /** @throws Refusal `credential/*`, `person/not-admin`, `limit/exceeded` for too many failures */
  byText(req: IncomingMessage, token: string): Promise<Person>
  /** By the request's own bearer token. @throws Refusal the same */
  byHeader(req: IncomingMessage): Promise<Person>
}

/** Failures from one address. A token cannot be guessed; this keeps those who try out of the log. */
const ATTEMPTS: Window = { points: 10, seconds: 60 }

export function createManagers({ managerOf, attempts, addressOf }: ManagersDeps): Managers {
  async function managerBy(req: IncomingMessage, presented: Presented): Promise<Person> {
    const key = `data-center-sign-in ${addressOf(req)}`
    const { fits, endsInMs } = await attempts.take(key, 1, ATTEMPTS)
    if (!fits) {
      throw new Refusal('limit/exceeded', { retryAfterSeconds: Math.ceil(endsInMs / 1000) })
    }
    const person = await managerOf(presented)
    if (person.tenant.dataCenter === undefined) {
      throw new Refusal('credential/invalid', { detail: 'a token of a site of the Cloud' })
    }
    // Given back, so that somebody who works here is never stopped.
    await attempts.giveBack(key, 1, ATTEMPTS)
    return person
  }

  return {
    async byText(req, token) {
      if (token === '') throw new Refusal('credential/missing')
      const headersDistinct = { authorization: [`Bearer ${token}`] }
      return managerBy(req, { headersDistinct })
    },
    async byHeader(req) {
      // A context token must not be worth another one: it would live for ever.
      if (!/^bearer /i.test(req.headers.authorization ?? '')) {
        throw new Refusal('credential/missing', { detail: 'no bearer token' })
      }
      return managerBy(req, req)
    },
  }
}
