import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'

/** Where to install, and as whom. */
export interface DevelopmentSite {
  readonly origin: string
  readonly product: 'jira' | 'confluence'
  readonly username: string
  readonly password: string
}

export type InstallOutcome =
  | { readonly kind: 'installed'; readonly key: string }
  | { readonly kind: 'failed'; readonly reason: string }

const PATIENCE_MS = 60_000
const REQUEST_MS = 15_000

const taskSchema = z.object({
  key: z.string().optional(),
  links: z.object({ self: z.string() }),
  pingAfter: z.number().max(5_000).default(500),
  status: z.object({ done: z.boolean(), errorMessage: z.string().optional() }).optional(),
})

/**
 * Asks a product's app manager to install a descriptor, the way Atlassian's own development tools
 * do: fetch a token for changes, post the descriptor's address, ask the task until it is over.
 */
export async function installOn(
  site: DevelopmentSite,
  descriptorUrl: string,
): Promise<InstallOutcome> {
  const manager = `${site.origin}${site.product === 'confluence' ? '/wiki' : ''}/rest/plugins/1.0/`
  const credentials = Buffer.from(`${site.username}:${site.password}`).toString('base64')
  const ask = (url: string, init: RequestInit = {}) =>
    fetch(url, {
      ...init,
      // A redirect could carry the password elsewhere.
      redirect: 'error',
      signal: AbortSignal.timeout(REQUEST_MS),
      headers: {
        authorization: `Basic ${credentials}`,
        ...(init.headers as Record<string, string>),
      },
    })

  const list = await ask(manager)
  const changeToken = list.headers.get('upm-token')
  if (!list.ok || changeToken === null) return failed(list, 'is the user an administrator there?')
  const started = await ask(`${manager}?token=${encodeURIComponent(changeToken)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.atl.plugins.remote.install+json' },
    body: JSON.stringify({ pluginUri: descriptorUrl }),
  })
  if (!started.ok)
    return failed(started, 'does the site still take private apps (development mode)?')

  const giveUpAt = Date.now() + PATIENCE_MS
  let task = taskSchema.parse(await started.json())
  for (;;) {
    if (task.key !== undefined) return { kind: 'installed', key: task.key }
    if (task.status?.done === true) {
      return { kind: 'failed', reason: task.status.errorMessage ?? 'the site did not say why' }
    }
    if (Date.now() > giveUpAt)
      return { kind: 'failed', reason: 'the site did not finish in a minute' }
    await wait(task.pingAfter)
    task = taskSchema.parse(await (await ask(site.origin + task.links.self)).json())
  }
}

function failed(answer: Response, question: string): InstallOutcome {
  return { kind: 'failed', reason: `it answered ${String(answer.status)}; ${question}` }
}
