import { refuse } from '../http/exchange.ts'
import type { Exchange } from '../http/exchange.ts'
import { text } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import { installRecord } from '../install/install-app.ts'
import { InstallFailed } from '../install/install-failed.ts'
import type { InstallationRecord } from '../install/installation-record.ts'
import * as changes from '../install/lifecycle-changes.ts'
import { callLifecycle } from '../install/lifecycle-call.ts'
import type { SiteState } from '../site-state.ts'

type Action = (site: SiteState, record: InstallationRecord) => Promise<unknown>

const actions: Readonly<Record<string, Action>> = {
  upgrade: (site, record) => changes.upgrade(site, record),
  'rotate-secret': changes.rotateSecret,
  rename: (site, record) => changes.rename(site, record, undefined),
  disable: changes.disable,
  enable: changes.enable,
  uninstall: (site, record) => changes.uninstall(site, record),
  import: changes.importSite,
  'disabled-without-jwt': (site, record) =>
    callLifecycle(site, record, 'disabled', { withoutToken: true }),
  'duplicate-installed': (site, record) =>
    Promise.all([1, 2, 3].map(() => callLifecycle(site, record, 'installed'))),
}

export const actionNames: readonly string[] = Object.keys(actions)

async function outcomeOf(work: () => Promise<unknown>, done: string): Promise<string> {
  try {
    await work()
    return done
  } catch (cause) {
    if (cause instanceof InstallFailed) return cause.message
    throw cause
  }
}

function back(site: SiteState, message: string): Reply {
  // Renaming moves the site: the way back leads to where it is now.
  const location = `${site.origin}/stand-in?message=${encodeURIComponent(message)}`
  return { status: 303, headers: { location } }
}

/** The buttons of the start page. Other origins may not press them. */
export async function startAction(
  site: SiteState,
  exchange: Exchange,
  name: string,
): Promise<Reply> {
  const origin = exchange.header('origin')
  if (origin !== undefined && origin !== site.origin) {
    return refuse(exchange, 'foreign-origin', text(403, 'Only from the start page'))
  }
  const form = new URLSearchParams(await exchange.body.text())
  if (name === 'install') {
    const product = form.get('product') === 'confluence' ? 'confluence' : 'jira'
    const url = form.get('descriptor') ?? ''
    return back(site, await outcomeOf(() => installRecord(site, url, product), 'Installed.'))
  }
  const record = site.installations.find(
    ({ appKey, clientKey }) => appKey === form.get('appKey') && clientKey === form.get('clientKey'),
  )
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  if (record === undefined || action === undefined) {
    return refuse(exchange, 'unknown-action', text(404, 'No such action or installation'))
  }
  return back(site, await outcomeOf(() => action(site, record), `${name}: done.`))
}
