import type { Request, Response } from 'express'
import type { Person } from '../../../identity/person.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import type { DestructiveLimit } from '../../../policy/limit-rule.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import type { PageTab, TabTools } from '../../page-tab.ts'
import { wordsOf } from '../../product-words.ts'
import { createEventsLink } from '../events/events-link.ts'
import { presentLocks, type LockListModel } from './present-locks.ts'

interface GuardPanel {
  readonly list: LockListModel
  /** There are more than are shown. */
  readonly isCut: boolean
  /** What the rules say now. */
  readonly rule: string
  /** Something is to be known of the rules beside that. */
  readonly caution: string | undefined
}

/** A page of thousands helps nobody; unlocking some shows the next. */
const SHOWN_MAX = 200

/** The callers that were stopped from deleting, and the way back for them. */
export function createGuardTab(deps: PagesDeps, tools: TabTools): PageTab {
  const { locks, policies, tokens, clock, product } = deps

  async function panelFor({ tenant }: Person): Promise<GuardPanel> {
    const [open, { document }, all] = await Promise.all([
      locks.open(tenant.id, { limit: SHOWN_MAX + 1 }),
      policies.read(tenant.id),
      tokens.list(tenant.id),
    ])
    const names = new Map(all.map(({ id, name }) => [id, name]))
    const list = presentLocks(open.slice(0, SHOWN_MAX), {
      now: clock.now(),
      actions: tools.actions,
      target: '#overview',
      personPath: wordsOf(product).personPath,
      showAccount: true,
      tokenName: (id) => names.get(id),
      link: createEventsLink(tools.root),
    })
    const { destructive } = document.limits
    return {
      list,
      isCut: open.length > SHOWN_MAX,
      rule: ruleWords(destructive),
      caution: list.isEmpty ? undefined : cautionWords(destructive),
    }
  }

  async function unlock(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const by = { actor: admin.accountId, requestId: requestIdOf(res) }
    await locks.unlock(admin.tenant.id, req.params['lockId'] ?? '', by)
    const notice = 'The caller is unlocked. What it deletes is counted anew from now on.'
    await tools.send(res, await panelFor(admin), { notice })
  }

  return {
    id: 'guard',
    title: 'Locked callers',
    present: panelFor,
    actions: [{ path: '/:lockId/unlock', handle: unlock }],
  }
}

function ruleWords(rule: DestructiveLimit | undefined): string {
  if (rule === undefined || rule.state === 'off') {
    return 'At present no caller is locked, however much it deletes: the limit is off.'
  }
  const amount = `more than ${rule.perHour.toLocaleString('en-GB')} deletions or bulk edits in an hour`
  return rule.state === 'shadow'
    ? `At present no caller is locked: it is only recorded which would be, for ${amount}.`
    : `A caller that makes ${amount} is locked: it goes on reading and writing, and deletes nothing until you or its owner have looked at it.`
}

function cautionWords(rule: DestructiveLimit | undefined): string | undefined {
  if (rule?.state === 'on') return undefined
  return 'The callers below were locked before, and may delete while the limit is not on. They are locked again as soon as it is.'
}
