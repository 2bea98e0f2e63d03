import type { Request, Response } from 'express'
import type { Person } from '../identity/person.ts'
import { requestIdOf } from '../lib/request-name.ts'
import { presentLocks, type LockListModel } from './overview/guard/present-locks.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from './page-room.ts'
import { wordsOf } from './product-words.ts'

interface OwnLocksModel {
  readonly list: LockListModel
}

/** A person's own callers that were stopped from deleting: a part of the page API access. */
export interface OwnLocks {
  /** Undefined when none is locked, as nearly always. */
  present(person: Person): Promise<OwnLocksModel | undefined>
  readonly unlock: PageHandler
}

const SHOWN_MAX = 100
const UNLOCKED = 'The caller is unlocked. What it deletes is counted anew from now on.'

/** @param actions path that a lock's id and `/unlock` are added to */
export function createOwnLocks(
  deps: PagesDeps,
  { views }: Pick<PageTools, 'views'>,
  actions: string,
): OwnLocks {
  const { guard, locks, tokens, clock, product } = deps

  async function present({ tenant, accountId }: Person): Promise<OwnLocksModel> {
    const [own, named] = await Promise.all([
      locks.open(tenant.id, { ownerAccountId: accountId, limit: SHOWN_MAX }),
      tokens.list(tenant.id, accountId),
    ])
    const names = new Map(named.map(({ id, name }) => [id, name]))
    const list = presentLocks(own, {
      now: clock.now(),
      actions,
      target: '#own-locks',
      personPath: wordsOf(product).personPath,
      showAccount: false,
      tokenName: (id) => names.get(id),
    })
    return { list }
  }

  async function unlock(req: Request, res: Response): Promise<void> {
    const person = guard.personOf(req)
    await locks.unlock(person.tenant.id, req.params['lockId'] ?? '', {
      actor: person.accountId,
      ownerAccountId: person.accountId,
      requestId: requestIdOf(res),
    })
    const model = { locks: await present(person), notice: UNLOCKED }
    sendHtml(res, await views.render('fragments/own-locks-changed', model))
  }

  return {
    async present(person) {
      const model = await present(person)
      return model.list.isEmpty ? undefined : model
    },
    unlock,
  }
}
