import type { Settings } from './config/settings.ts'
import type { Database } from './db/database.ts'
import { createTenantTable } from './db/tenant-table.ts'
import { createTokenTable } from './db/token-table.ts'
import { ownKey } from './db/sealed-keys.ts'
import { parseDataCenter } from './identity/parse-data-center.ts'
import { createTokenEvents } from './identity/token-events.ts'
import { createTokenIssuer } from './identity/token-issuer.ts'
import { isSameUser } from './identity/user-name.ts'
import { systemClock } from './lib/clock.ts'
import type { Fault } from './lib/fault.ts'
import { systemIds } from './lib/ids.ts'
import type { Sealer } from './lib/sealer.ts'
import {
  dataCenterTenantId,
  decideEntered,
  decideRemoved,
  type EnteredSite,
} from './tenants/data-center-change.ts'
import type { Tenant } from './tenants/tenant.ts'
import { TOKEN_HASH_KEY } from './furnish.ts'

/** What every command of the operator works with. */
export interface Desk {
  readonly settings: Pick<Settings, 'siteHosts' | 'atlassian' | 'baseUrl'>
  readonly database: Database
  readonly sealer: Sealer
  /** A line for whoever started the program, and one for its standard error. */
  readonly tell: (line: string) => void
  readonly warn: (line: string) => void
}

const OPERATOR = 'operator'
const TOKEN_DAYS = 1

/** @param text JSON @returns the exit status */
export async function enterSite(desk: Desk, text: string): Promise<number> {
  const { siteHosts, atlassian } = desk.settings
  const input = asJson(text)
  if (input === undefined) return failed(desk, 'This is no JSON.')
  const parsed = parseDataCenter(input, { siteHosts, allowHttpSites: atlassian.allowHttpSites })
  if (parsed.kind === 'refused') return failed(desk, ...parsed.faults.map(inOneLine))
  const { value: entered } = parsed
  const id = dataCenterTenantId(entered)
  const sites = await sitesAt(desk)
  const other = sites.find(
    (site) => site.id !== id && site.baseUrl === entered.baseUrl && site.status !== 'uninstalled',
  )
  if (other !== undefined) {
    return failed(desk, `${entered.baseUrl} is entered as another product already: ${other.id}.`)
  }
  await apply(desk, id, entered)
  desk.tell(`${id}  ${entered.product} at ${entered.baseUrl}`)
  desk.tell(`Programs call it as ${desk.settings.baseUrl}/sites/${calledAs(entered)}/…`)
  return 0
}

/** @returns the exit status */
export async function listSites(desk: Desk): Promise<number> {
  for (const { id, product, baseUrl, status, dataCenter } of await sitesAt(desk)) {
    const ways = [dataCenter?.crowd && 'Crowd', dataCenter?.tokenAuth && 'token-auth']
    desk.tell([id, status, product, baseUrl, ...ways.filter((way) => way)].join('  '))
  }
  return 0
}

/** @returns the exit status */
export async function removeSite(desk: Desk, id: string): Promise<number> {
  const site = await siteOf(desk, id)
  if (site === undefined) return failed(desk, NO_SUCH_SITE)
  const subject = { id, product: site.product, host: undefined }
  const facts = factsFor(site)
  await createTenantTable(desk.database, desk.sealer).change(subject, (state) =>
    decideRemoved(state, facts),
  )
  desk.tell(`${id} has ended; its secrets are gone.`)
  return 0
}

/**
 * A token that manages Gatehouse, of somebody whom the site names as an administrator.
 * @returns the exit status
 */
export async function tokenFor(desk: Desk, id: string, admin: string): Promise<number> {
  const site = await siteOf(desk, id)
  if (site?.dataCenter === undefined || site.status !== 'active') return failed(desk, NO_SUCH_SITE)
  const owner = site.dataCenter.admins.find((each) => isSameUser(each, admin))
  if (owner === undefined) {
    return failed(desk, `${admin} is none of its admins: ${site.dataCenter.admins.join(', ')}.`)
  }
  const { database, sealer } = desk
  const clock = systemClock
  const issue = createTokenIssuer({
    store: createTokenTable(database),
    hashKey: await ownKey(database, sealer, systemIds, TOKEN_HASH_KEY),
    clock,
    ids: systemIds,
    eventOf: createTokenEvents({ clock, ids: systemIds }),
  })
  const { text } = await issue({
    tenantId: id,
    ownerAccountId: owner,
    name: 'From the operator',
    access: 'manage',
    actsAs: 'user',
    lifetimeDays: TOKEN_DAYS,
    lifetimeDaysMax: TOKEN_DAYS,
    requestId: systemIds.next(),
  })
  desk.warn(`For ${owner}, until this time tomorrow; it is shown this once:`)
  desk.tell(text.reveal())
  return 0
}

/** The site of this id, if it is one of Data Center. */
export async function siteOf(desk: Desk, id: string): Promise<Tenant | undefined> {
  return (await sitesAt(desk)).find((site) => site.id === id)
}

export const NO_SUCH_SITE = 'There is no Data Center site of this id; see data-center list.'

/** Told on standard error. @returns the exit status for it */
export function failed({ warn }: Pick<Desk, 'warn'>, ...lines: readonly string[]): number {
  for (const line of lines) warn(line)
  return 1
}

/** What stands after `/sites/`. */
function calledAs({ baseUrl }: Pick<Tenant, 'baseUrl'>): string {
  return baseUrl.replace(/^https?:\/\//, '')
}

async function sitesAt({ database, sealer }: Desk): Promise<Tenant[]> {
  const tenants = await createTenantTable(database, sealer).all()
  return tenants.filter(({ dataCenter }) => dataCenter !== undefined)
}

async function apply(desk: Desk, id: string, entered: EnteredSite): Promise<void> {
  const { host, product } = entered
  const facts = factsFor(entered)
  await createTenantTable(desk.database, desk.sealer).change({ id, product, host }, (state) =>
    decideEntered(entered, state, facts),
  )
}

function factsFor({ product }: Pick<Tenant, 'product'>) {
  return {
    product,
    at: systemClock.now(),
    requestId: systemIds.next(),
    actor: OPERATOR,
    ids: systemIds,
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined // The parser's message could quote a secret.
  }
}

function inOneLine({ path, says }: Fault): string {
  return path === '' ? says : `${path}: ${says}`
}
