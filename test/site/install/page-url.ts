import type { SiteState } from '../site-state.ts'
import type { TokenOverrides } from '../tokens/mint-token.ts'
import type { Members } from '../tokens/jws.ts'
import type { Account } from '../people/account.ts'
import type { FramedModule } from './descriptor.ts'
import { urlToken } from './host-token.ts'
import type { InstallationRecord } from './installation-record.ts'
import { resolveVariables } from './url-variables.ts'

/** What a test may bend in a page URL. */
export interface PageOverrides extends TokenOverrides {
  /** Method that the token is bound to. */
  readonly method?: string
  readonly context?: Members
  /** Parameters added or replaced before signing; they are covered by the token. */
  readonly query?: Readonly<Record<string, string>>
  /** Parameters added after signing: a tampered URL. */
  readonly unsignedQuery?: Readonly<Record<string, string>>
  /** Values for `{…}` variables of the module's URL, such as `ac.foo`. */
  readonly variables?: Readonly<Record<string, string>>
  readonly withoutToken?: boolean
}

function standardParameters(
  site: SiteState,
  record: InstallationRecord,
  moduleKey: string,
): Record<string, string> {
  return {
    xdm_e: site.origin,
    xdm_c: `channel-${record.appKey}__${moduleKey}`,
    cp: record.product === 'confluence' ? '/wiki' : '',
    xdm_deprecated_addon_key_do_not_use: record.appKey,
    lic: 'none',
    cv: '1001.0.0-SNAPSHOT',
  }
}

/** Address of a module below the app's base URL, its variables filled in. */
export function moduleUrl(
  record: InstallationRecord,
  module: FramedModule,
  variables: Readonly<Record<string, string>> = {},
): URL {
  const path = resolveVariables(module.url, variables)
  if (/^https?:/.test(path)) return new URL(path)
  return new URL(`${record.descriptor.baseUrl}${path.startsWith('/') ? '' : '/'}${path}`)
}

/** The URL that the product would put into the frame: variables, standard parameters, `jwt` last. */
export function pageUrl(
  site: SiteState,
  record: InstallationRecord,
  module: FramedModule,
  account: Account | undefined,
  overrides: PageOverrides = {},
): string {
  const url = moduleUrl(record, module, overrides.variables)
  if (module.cacheable === true) return url.href
  const parameters = { ...standardParameters(site, record, module.key), ...overrides.query }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  const subject = { account, context: overrides.context ?? {} }
  const token = urlToken(site, record, overrides.method ?? 'GET', url, subject, overrides)
  for (const [name, value] of Object.entries(overrides.unsignedQuery ?? {})) {
    url.searchParams.append(name, value)
  }
  if (overrides.withoutToken !== true) url.searchParams.append('jwt', token)
  return url.href
}
