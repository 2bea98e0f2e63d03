import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import type { Installation } from '../site/install/installation.ts'
import type { Account } from '../site/people/account.ts'
import { startSite, type SiteWorld, type WorldOptions } from '../site/start-site.ts'
import { startGatehouse, type Gatehouse, type GatehouseOptions } from './gatehouse.ts'
import { visit, type PageVisitor, type TokenFields } from './page-visitor.ts'
import { watchForSecret } from './sinks.ts'

/** Atlassian's stand-in with Gatehouse installed into its Jira and its Confluence. */
export interface InstalledWorld {
  readonly world: SiteWorld
  readonly gatehouse: Gatehouse
  readonly jira: Installation
  readonly confluence: Installation
  readonly people: SiteWorld['site']['people']
  /** Calls the gateway for the first site. */
  call(path: string, token: string, init?: RequestInit): Promise<Response>
  visitor(account: Account, installation?: Installation): PageVisitor
  createToken(account: Account, fields?: TokenFields, installation?: Installation): Promise<string>
  stop(): Promise<void>
}

export async function anInstalledWorld(
  options: GatehouseOptions & {
    readonly site?: WorldOptions
    /** As an installation begins: nothing can be called until an admin says what. */
    readonly closed?: boolean
  } = {},
): Promise<InstalledWorld> {
  const world = await startSite(options.site)
  const gatehouse = await startGatehouse(world, options)
  const { site } = world
  const jira = await site.installApp(`${gatehouse.url}/jira/atlassian-connect.json`)
  const confluence = await site.installApp(`${gatehouse.url}/confluence/atlassian-connect.json`)
  for (const installation of [jira, confluence]) watchForSecret(installation.sharedSecret())
  if (options.closed !== true) await openAll(gatehouse, [jira, confluence], site.people.admin)
  const visitor = (account: Account, installation = jira) => visit(installation, account)

  return {
    world,
    gatehouse,
    jira,
    confluence,
    people: site.people,
    visitor,
    call(path, token, init = {}) {
      const headers = new Headers(init.headers)
      headers.set('authorization', `Bearer ${token}`)
      return fetch(`${gatehouse.url}/sites/${site.host}${path}`, { ...init, headers })
    },
    async createToken(account, fields, installation) {
      return (await visitor(account, installation).createToken(fields)).text
    },
    async stop() {
      await gatehouse.clear()
      await world.stop()
    },
  }
}

/** What an admin does who clicks “Everything” among the starter sets of these installations. */
export async function openAll(
  { app }: Gatehouse,
  installations: readonly Installation[],
  { accountId }: Account,
): Promise<void> {
  for (const { product, clientKey } of installations) {
    const tenantId = app.directory.byClientKey(product, clientKey)?.id ?? ''
    const by = { actor: accountId, requestId: 'a-test' }
    await app.policies.change(tenantId, by, ({ document }) => ({
      ...document,
      resources: [EVERYTHING],
    }))
  }
}

/** Status and code of a refusal, for comparing in one line. */
export async function refusalIn(answer: Response): Promise<string> {
  const { code } = (await answer.json()) as { readonly code?: string }
  return `${String(answer.status)} ${code ?? 'no code'}`
}
