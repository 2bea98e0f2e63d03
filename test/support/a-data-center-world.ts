import type { Tenant } from '../../src/tenants/tenant.ts'
import type { ResourceRule } from '../../src/policy/resource-rule.ts'
import type { Switches } from '../../src/policy/switches.ts'
import { startConfluence, type Confluence } from '../data-center/start-confluence.ts'
import { startCrowd, type Crowd, type CrowdOptions } from '../data-center/start-crowd.ts'
import { startGatehouse, type Gatehouse, type GatehouseOptions } from './gatehouse.ts'
import { movableClock } from './movable-clock.ts'
import type { Provider } from '../../src/identity/providers/provider.ts'
import type { OwnProxy } from '../../src/policy/networks.ts'
import { tokenFor } from '../../src/data-center-sites.ts'
import { atDesk, enter, remove } from './enter-site.ts'
import { watchForSecret } from './sinks.ts'

const TOKEN_AUTH_SECRET = 'shared-with-confluence-and-nobody-else-0123456789'
const NOWHERE = 'http://127.0.0.1:9'

/** A Confluence of Data Center and its Crowd, with Gatehouse in front of them. */
export interface DataCenterWorld {
  readonly gatehouse: Gatehouse
  readonly crowd: Crowd
  readonly confluence: Confluence
  readonly tenant: Tenant
  /** What stands in front of a path of Confluence, for callers of the gateway. */
  readonly siteUrl: string
  /** A call of the gateway. */
  call(path: string, init?: RequestInit): Promise<Response>
  /** The same with somebody's sign-on cookie. */
  browse(token: string, path: string, init?: RequestInit): Promise<Response>
  /** A write as a page of Gatehouse's own origin makes it, with the token that it was given. */
  write(token: string, path: string, init: RequestInit): Promise<Response>
  /** Sets switches and rules, as an admin would. */
  decide(wish: { switches?: Partial<Switches>; resources?: readonly ResourceRule[] }): Promise<void>
  /** Trusts tokens of a provider, whose subjects are user names. */
  trust(provider: {
    readonly issuer: string
    readonly audience: string
    readonly pem: string
  }): Promise<void>
  /** A call of the management API, by an administrator of the site. */
  manage(
    method: string,
    path: string,
    input?: object,
    more?: Readonly<Record<string, string>>,
  ): Promise<Response>
  /** Replaces the policy by the management API. */
  replacePolicy(version: number, document: object): Promise<Response>
  decideNetworks(proxy: OwnProxy): Promise<void>
  /** Enters the site once more, with what differs then. */
  enterAgain(differs: object): Promise<Tenant>
  /** Removes the site, as the operator does. */
  remove(): Promise<void>
  stop(): Promise<void>
}

export interface DataCenterOptions extends GatehouseOptions {
  readonly crowd?: CrowdOptions
  readonly validationMinutes?: number
  readonly contextPath?: string
  /** Set at the product, which asks Crowd for it at each check otherwise. */
  readonly cookieName?: string
  /** What differs in the site's file. */
  readonly site?: object
}

async function managementToken(gatehouse: Gatehouse, id: string): Promise<string> {
  const { told } = await atDesk(gatehouse, (desk) => tokenFor(desk, id, 'admin'))
  const token = told.at(-1) ?? ''
  watchForSecret(token)
  return token
}

export const EVERYTHING_BY_FIRST_PREFIX: ResourceRule = {
  id: 'everything',
  name: 'Everything',
  state: 'on',
  effect: 'allow',
  methods: 'all',
  path: '/**',
}

/** With sign-on by cookie switched on, and all available that is served by the first prefix. */
export async function aDataCenterWorld(options: DataCenterOptions = {}): Promise<DataCenterWorld> {
  const clock = options.clock ?? movableClock()
  const now = () => clock.now()
  const crowd = await startCrowd({ now, trustedProxies: ['127.0.0.1'], ...options.crowd })
  const { validationMinutes, contextPath, cookieName } = options
  const confluence = await startConfluence({
    crowd,
    now,
    tokenAuth: {
      allowlist: [{ method: 'GET', pattern: /^\/rest\/token-auth\/api\/(user|content)/ }],
      subjectPrefix: 'svc-',
      trustedIssuers: [{ iss: 'gatehouse', secret: TOKEN_AUTH_SECRET }],
    },
    ...(validationMinutes === undefined ? {} : { validationMinutes }),
    ...(contextPath === undefined ? {} : { contextPath }),
    ...(cookieName === undefined ? {} : { cookieName }),
  })
  const nowhere = { keysUrl: NOWHERE, tokenUrl: NOWHERE, hostScriptUrl: `${NOWHERE}/all.js` }
  const gatehouse = await startGatehouse(nowhere, {
    ...options,
    clock,
    environment: { SITE_HOSTS: '*.atlassian.net', ...options.environment },
  })
  for (const secret of [crowd.application.password, TOKEN_AUTH_SECRET]) watchForSecret(secret)
  const site = {
    baseUrl: confluence.baseUrl,
    product: 'confluence',
    admins: ['admin'],
    crowd: {
      baseUrl: crowd.baseUrl,
      application: crowd.application.name,
      password: crowd.application.password,
    },
    tokenAuth: {
      issuer: 'gatehouse',
      secret: TOKEN_AUTH_SECRET,
      subjects: ['svc-*'],
      callsPerMinute: 60,
    },
    ...options.site,
  }
  const tenant = await enter(gatehouse, site)
  const by = { actor: 'admin', requestId: 'a-test' }
  const decide: DataCenterWorld['decide'] = async ({ switches, resources }) => {
    await gatehouse.app.policies.change(tenant.id, by, ({ document }) => ({
      ...document,
      switches: { ...document.switches, ...switches },
      resources: resources ?? document.resources,
    }))
  }
  await decide({ switches: { signOnCookies: true }, resources: [EVERYTHING_BY_FIRST_PREFIX] })

  let managing: string | undefined
  const manage: DataCenterWorld['manage'] = async (method, path, input, more = {}) => {
    managing ??= await managementToken(gatehouse, tenant.id)
    const authorization = `Bearer ${managing}`
    const headers = { authorization, 'content-type': 'application/json', ...more }
    const body = input === undefined ? {} : { body: JSON.stringify(input) }
    return fetch(`${gatehouse.url}/api/v1${path}`, { method, headers, ...body })
  }
  const siteUrl = `${gatehouse.url}/sites/${confluence.baseUrl.replace('http://', '')}`
  const call = (path: string, init: RequestInit = {}) => fetch(siteUrl + path, init)
  const browse = (token: string, path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    headers.set('cookie', `other=1; crowd.token_key=${token}`)
    return call(path, { ...init, headers })
  }
  return {
    gatehouse,
    crowd,
    confluence,
    tenant,
    siteUrl,
    call,
    browse,
    async write(token, path, init) {
      const session = await browse(token, '/gatehouse/session')
      const { csrfToken } = (await session.json()) as { readonly csrfToken: string }
      const headers = new Headers(init.headers)
      headers.set('origin', gatehouse.url)
      headers.set('gatehouse-csrf-token', csrfToken)
      return browse(token, path, { ...init, headers })
    },
    decide,
    async trust({ issuer, audience, pem }) {
      const provider: Provider = {
        id: 'acme',
        name: 'Acme',
        enabled: true,
        issuer,
        audiences: [audience],
        algorithms: ['RS256'],
        clockToleranceSeconds: 0,
        keys: { from: 'pem', pems: [pem] },
        subjectClaim: 'sub',
        account: { by: 'claim', claim: 'sub' },
        rules: [{ name: 'everybody', access: 'write' }],
      }
      await gatehouse.app.policies.change(tenant.id, by, ({ document }) => ({
        ...document,
        providers: [provider],
      }))
    },
    replacePolicy: (version, document) =>
      manage('PUT', '/policy', document, { 'if-match': `"${version}"` }),
    manage,
    async decideNetworks(proxy) {
      await gatehouse.app.policies.change(tenant.id, by, ({ document }) => ({
        ...document,
        networks: { ...document.networks, proxy },
      }))
    },
    enterAgain: (differs) => enter(gatehouse, { ...site, ...differs }),
    remove: () => remove(gatehouse, tenant.id),
    async stop() {
      await gatehouse.clear()
      await confluence.close()
      await crowd.close()
    },
  }
}
